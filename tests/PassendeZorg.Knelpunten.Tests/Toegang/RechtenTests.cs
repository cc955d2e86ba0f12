using System.Net;
using System.Text.Json.Nodes;
using PassendeZorg.Knelpunten.Tests.Dialogen;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using PassendeZorg.Knelpunten.Tests.Systeemknelpunten;
using PassendeZorg.Knelpunten.Tests.Abonnementen;
using PassendeZorg.Knelpunten.Toegang;

namespace PassendeZorg.Knelpunten.Tests.Toegang;

/// <summary>Who may do what: every route, every kind of caller (demand R39). A new route without a row fails.</summary>
public sealed class RechtenTests(RechtenTests.Wereld wereld) : IClassFixture<RechtenTests.Wereld>
{
    private static readonly string[] Wie = ["anoniem", "eigen", "ander", "analist", "adressaat", "abonnee", "beheerder", "leest", "schrijft", "token", "ingetrokken", "verlopen", "onzin"];

    // Route, whose it is about, and the status per caller in the order of Wie as far as the beheerder. A beheerder's key that is only to read
    // or to write with gets what the beheerder gets, or 403; a beheerder with a token gets the same; with a bad key it is 401 everywhere.
    private static readonly string[] Matrix =
    [
        "GET    /v1/openapi.json                              -          200 200 200 200 200 200 200",
        "GET    /v1/begrippenlijsten                          -          200 200 200 200 200 200 200",
        "GET    /v1/begrippenlijsten/{lijst}                  -          200 200 200 200 200 200 200",
        "PUT    /v1/begrippenlijsten/{lijst}/begrippen/{code} -          401 403 403 403 403 403 201",
        "GET    /v1/catalogus                                 -          200 200 200 200 200 200 200",
        "GET    /v1/projecten                                 -          200 200 200 200 200 200 200",
        "POST   /v1/projecten                                 -          401 201 403 201 403 403 201",
        "GET    /v1/projecten/{id}                            -          200 200 200 200 200 200 200",
        "PATCH  /v1/projecten/{id}                            -          401 200 403 200 403 403 200",
        "GET    /v1/knelpunten                                -          200 200 200 200 200 200 200",
        "GET    /v1/knelpunten                                mijn       401 200 200 200 200 200 200",
        "GET    /v1/knelpunten                                gemeld     403 403 403 200 403 403 200",
        "GET    /v1/knelpunten                                concept    403 403 403 200 403 403 200",
        "POST   /v1/knelpunten                                -          401 201 403 201 403 403 201",
        "GET    /v1/knelpunten/{id}                           openbaar   200 200 200 200 200 200 200",
        "GET    /v1/knelpunten/{id}                           gemeld     404 200 404 200 404 404 200",
        "GET    /v1/knelpunten/{id}                           concept    404 200 404 200 404 404 200",
        "GET    /v1/knelpunten/{id}                           afgewezen  404 200 404 200 404 404 200",
        "PATCH  /v1/knelpunten/{id}                           openbaar   401 403 403 200 403 403 200",
        "PATCH  /v1/knelpunten/{id}                           gemeld     401 200 404 200 403 403 200",
        "PATCH  /v1/knelpunten/{id}                           concept    401 200 404 200 403 403 200",
        "DELETE /v1/knelpunten/{id}                           openbaar   401 204 403 204 403 403 204",
        "DELETE /v1/knelpunten/{id}                           gemeld     401 204 404 204 403 403 204",
        "GET    /v1/knelpunten/{id}/historie                  openbaar   200 200 200 200 200 200 200",
        "GET    /v1/knelpunten/{id}/historie                  gemeld     404 200 404 200 404 404 200",
        "GET    /v1/knelpunten/{id}/verwanten                 openbaar   200 200 200 200 200 200 200",
        "GET    /v1/knelpunten/{id}/verwanten                 gemeld     404 200 404 200 404 404 200",
        "GET    /v1/knelpunten/{id}/verwanten                 concept    404 200 404 200 404 404 200",
        "GET    /v1/knelpunten/{id}/verwanten                 afgewezen  404 200 404 200 404 404 200",
        "POST   /v1/knelpunten/{id}/beoordelingen             gemeld     401 403 403 201 403 403 201",
        "POST   /v1/beoordelingen                             gemeld     401 403 403 201 403 403 201",
        "POST   /v1/knelpunten/{id}/steunbetuigingen          openbaar   401 201 403 201 403 403 201",
        "POST   /v1/knelpunten/{id}/steunbetuigingen          gemeld     401 201 404 201 403 403 201",
        "POST   /v1/knelpunten/{id}/vragen                    gemeld     401 403 403 201 403 403 201",
        "GET    /v1/knelpunten/{id}/vragen                    openbaar   404 200 404 200 404 404 200",
        "GET    /v1/knelpunten/{id}/vragen                    gemeld     404 200 404 200 404 404 200",
        "POST   /v1/knelpunten/{id}/wissingen                 openbaar   401 403 403 403 403 403 201",
        "POST   /v1/knelpunten/{id}/wissingen                 gemeld     401 403 403 403 403 403 201",
        "GET    /v1/vragen                                    -          401 200 200 200 200 200 200",
        "POST   /v1/vragen/{id}/antwoorden                    -          401 201 404 403 403 403 403",
        "POST   /v1/knelpunten/{id}/merkbaarheid              opgelost   401 201 403 201 403 403 201",
        "POST   /v1/toetsstenen                               -          401 403 403 201 403 403 201",
        "GET    /v1/toetsstenen                               -          200 200 200 200 200 200 200",
        "GET    /v1/toetsstenen/{id}                          -          200 200 200 200 200 200 200",
        "PUT    /v1/toetsstenen/{id}/knelpunten/{knelpuntId}  -          401 403 403 201 403 403 201",
        "DELETE /v1/toetsstenen/{id}/knelpunten/{knelpuntId}  -          401 403 403 204 403 403 204",
        "POST   /v1/systeemknelpunten                         -          401 403 403 201 403 403 201",
        "GET    /v1/systeemknelpunten                         -          200 200 200 200 200 200 200",
        "GET    /v1/systeemknelpunten                         mijn       401 200 200 200 200 200 200",
        "GET    /v1/systeemknelpunten/{id}                    -          200 200 200 200 200 200 200",
        "PATCH  /v1/systeemknelpunten/{id}                    -          401 403 403 200 403 403 200",
        "GET    /v1/systeemknelpunten/{id}/historie           -          200 200 200 200 200 200 200",
        "POST   /v1/systeemknelpunten/{id}/beoordelingen      -          401 403 403 201 403 403 201",
        "PUT    /v1/systeemknelpunten/{id}/knelpunten/{knelpuntId} -     401 403 403 201 403 403 201",
        "PUT    /v1/systeemknelpunten/{id}/knelpunten/{knelpuntId} gemeld 401 403 403 201 403 403 201",
        "DELETE /v1/systeemknelpunten/{id}/knelpunten/{knelpuntId} -     401 403 403 204 403 403 204",
        "PUT    /v1/systeemknelpunten/{id}/relaties/{anderId} -          401 403 403 201 403 403 201",
        "DELETE /v1/systeemknelpunten/{id}/relaties/{anderId} -          401 403 403 204 403 403 204",
        "POST   /v1/systeemknelpunten/{id}/stelseltoetsen     eigen      401 201 403 400 403 403 400",
        "POST   /v1/systeemknelpunten/{id}/stelseltoetsen     nza        401 403 403 400 201 403 400",
        "POST   /v1/systeemknelpunten/{id}/stelseltoetsen     weergave   401 403 403 201 403 403 201",
        "POST   /v1/systeemknelpunten/{id}/reacties           -          401 403 403 403 201 403 403",
        "POST   /v1/systeemknelpunten/{id}/reacties           ander      401 403 403 403 403 403 403",
        "PATCH  /v1/reacties/{id}                             -          401 403 403 403 200 403 403",
        "PATCH  /v1/reacties/{id}                             ander      401 403 403 403 404 403 403",
        "POST   /v1/tagvoorstellen                            -          401 200 200 200 403 403 200",
        "POST   /v1/importen                                  -          401 200 403 200 403 403 200",
        "GET    /v1/rapportages/kruistabel                    -          200 200 200 200 200 200 200",
        "GET    /v1/rapportages/kruistabel                    gemeld     200 200 200 200 200 200 200",
        "GET    /v1/rapportages/kruistabel                    concept    403 403 403 200 403 403 200",
        "GET    /v1/rapportages/tijdreeks                     -          200 200 200 200 200 200 200",
        "GET    /v1/rapportages/tijdreeks                     gemeld     200 200 200 200 200 200 200",
        "GET    /v1/rapportages/tijdreeks                     afgewezen  403 403 403 200 403 403 200",
        "GET    /v1/rapportages/naden                         -          200 200 200 200 200 200 200",
        "GET    /v1/rapportages/naden                         gemeld     200 200 200 200 200 200 200",
        "GET    /v1/rapportages/naden                         concept    403 403 403 200 403 403 200",
        "GET    /v1/rapportages/agenda                        -          200 200 200 200 200 200 200",
        "GET    /v1/rapportages/agenda                        gemeld     403 403 403 200 403 403 200",
        "GET    /v1/rapportages/verantwoording                -          200 200 200 200 200 200 200",
        "POST   /v1/systeemknelpunten/{id}/toezeggingen       -          401 403 403 201 201 403 201",
        "GET    /v1/toezeggingen                              -          200 200 200 200 200 200 200",
        "GET    /v1/toezeggingen/{id}                         -          200 200 200 200 200 200 200",
        "PATCH  /v1/toezeggingen/{id}                         -          401 403 403 200 200 403 200",
        "POST   /v1/dialogen                                  -          401 403 403 201 403 403 201",
        "GET    /v1/dialogen                                  -          200 200 200 200 200 200 200",
        "GET    /v1/dialogen/{id}                             -          200 200 200 200 200 200 200",
        "POST   /v1/edities                                   -          401 403 403 201 403 403 201",
        "GET    /v1/edities                                   -          200 200 200 200 200 200 200",
        "GET    /v1/edities/{nummer}                          -          200 200 200 200 200 200 200",
        "GET    /v1/edities/{nummer}/verschillen              -          200 200 200 200 200 200 200",
        "GET    /v1/feeds/knelpunten                          -          200 200 200 200 200 200 200",
        "GET    /v1/feeds/knelpunten                          gemeld     403 403 403 403 403 403 403",
        "GET    /v1/feeds/systeemknelpunten                   -          200 200 200 200 200 200 200",
        "GET    /v1/feeds/edities                             -          200 200 200 200 200 200 200",
        "GET    /v1/feeds/edities                             gemeld     403 403 403 403 403 403 403",
        "GET    /v1/feeds/samenvattingen                      -          200 200 200 200 200 200 200",
        "GET    /v1/feeds/samenvattingen                      concept    403 403 403 403 403 403 403",
        "POST   /v1/abonnementen                              -          401 201 201 201 201 201 201",
        "GET    /v1/abonnementen                              -          401 200 200 200 200 200 200",
        "GET    /v1/abonnementen/{id}                         -          401 200 404 404 404 404 200",
        "PATCH  /v1/abonnementen/{id}                         -          401 200 404 404 404 404 404",
        "DELETE /v1/abonnementen/{id}                         -          401 204 404 404 404 404 204",
        "POST   /v1/abonnementen/{id}/bevestigingen           -          401 201 404 404 404 404 404",
        "POST   /v1/abonnementen/{id}/geheimen                -          401 201 404 404 404 404 404",
        "POST   /v1/abonnementen/{id}/proefberichten          -          401 201 404 404 404 404 404",
        "GET    /v1/abonnementen/{id}/afleveringen            -          401 200 404 404 404 404 200",
        "POST   /v1/abonnementen/{id}/afleveringen/{afleveringId}/herhalingen - 401 201 404 404 404 404 404",
        "POST   /v1/abonnementen/{id}/herhalingen             -          401 201 404 404 404 404 404",
        "GET    /v1/abonnementen/{id}/gemist                  -          401 200 404 404 404 404 404",
        "GET    /v1/gebeurtenissen                            -          401 403 403 200 403 403 200",
        "GET    /v1/sleutels                                  -          401 403 403 403 403 403 200",
        "POST   /v1/sleutels                                  -          401 403 403 403 403 403 201",
        "DELETE /v1/sleutels/{id}                             -          401 403 403 403 403 403 204",
        "GET    /v1/sleutels/{id}/gegevens                    mijn       401 200 200 200 200 200 200",
        "GET    /v1/sleutels/{id}/gegevens                    -          401 404 404 404 404 404 200",
    ];

    public static TheoryData<string, string, string, string, int> Cellen()
    {
        var cellen = new TheoryData<string, string, string, string, int>();
        foreach (var rij in Matrix)
        {
            var delen = rij.Split(' ', StringSplitOptions.RemoveEmptyEntries);
            for (var i = 0; i < Wie.Length; i++)
            {
                cellen.Add(delen[0], delen[1], delen[2], Wie[i], Wie[i] switch
                {
                    "leest" => delen[0] == "GET" ? int.Parse(delen[^1]) : 403,
                    "schrijft" => delen[0] != "GET" ? int.Parse(delen[^1]) : 403,
                    "token" => int.Parse(delen[^1]),
                    "ingetrokken" or "verlopen" or "onzin" => 401,
                    _ => int.Parse(delen[3 + i]),
                });
            }
        }

        return cellen;
    }

    [Theory]
    [MemberData(nameof(Cellen))]
    public async Task Elke_cel_van_de_matrix_klopt(string methode, string route, string soort, string wie, int status)
    {
        var (pad, body) = await wereld.Vraag(methode, route, soort);

        var antwoord = await wereld.Clients[wie].Stuur(methode, pad, body, ifMatch: methode == "PATCH" ? "*" : null);

        ((int)antwoord.StatusCode).Should().Be(status, "{0} {1} ({2}): {3}", methode, pad, wie, await antwoord.Tekst());
        if (status >= 400)
        {
            await antwoord.Probleem((HttpStatusCode)status);
            antwoord.Headers.CacheControl!.NoStore.Should().BeTrue();
        }

        if (status == 401)
        {
            antwoord.Headers.WwwAuthenticate.ToString().Should().Be("Bearer");
        }

        if (wie != "anoniem")
        {
            antwoord.Headers.CacheControl!.NoStore.Should().BeTrue("what is asked with a key is not for a shared cache");
        }
    }

    [Fact]
    public async Task Elke_operatie_van_het_document_staat_in_de_matrix_en_andersom()
    {
        var operaties = (await Operaties()).Keys.Append("GET /v1/openapi.json").ToList();
        var rijen = Rijen().Select(rij => rij.Operatie).ToHashSet();

        operaties.Except(rijen).Should().BeEmpty("each operation of openapi.json needs a row in the matrix above that says what every kind of caller gets");
        rijen.Except(operaties).Should().BeEmpty("these rows are about operations that are not there (any more)");
        Routes().Where(route => route.Contains(" /v1/", StringComparison.Ordinal)).Except(operaties).Should().BeEmpty("what can be asked for is in openapi.json");
    }

    [Fact]
    public async Task Het_document_noemt_elke_weigering_en_wie_zich_moet_aanmelden()
    {
        foreach (var (operatie, json) in await Operaties())
        {
            var rijen = Rijen().Where(rij => rij.Operatie == operatie).ToList();
            var genoemd = json["responses"]!.AsObject().Select(antwoord => antwoord.Key).ToList();
            rijen.SelectMany(rij => rij.Statussen).Append("401").Append("403").Distinct().Except(genoemd).Should().BeEmpty("{0} answers with these, and openapi.json does not say so", operatie);

            var zonder = json["security"]!.AsArray().Any(eis => eis!.AsObject().Count == 0);
            zonder.Should().Be(rijen.Any(rij => rij.Statussen[0] != "401"), "{0}: whether it can be asked without a key", operatie);
            json["security"]!.AsArray().SelectMany(eis => eis!.AsObject().Select(deel => deel.Key)).Should().Equal("sleutel", "token");
        }
    }

    /// <summary>The pages that everybody may open or send; any other one asks who it is.</summary>
    private static readonly string[] OpenbarePaginas =
    [
        "GET /", "GET /knelpunten", "GET /knelpunten/{id}", "GET /systeemknelpunten", "GET /systeemknelpunten/{id}", "GET /naden", "GET /naden/{a}/{b}", "GET /verantwoording",
        "GET /begrippen", "GET /begrippen/{lijst}", "GET /edities", "GET /edities/{nummer}", "GET /edities/{nummer}/verschillen", "GET /abonneren", "GET /melden", "GET /melden/importeren", "GET /melden/voorbeeld.csv",
        "GET /aanmelden", "POST /aanmelden", "GET /afmelden", "POST /afmelden", "GET /over", "GET /handleiding", "GET /handleiding/{deel}", "GET /privacy", "GET /toegankelijkheid", "GET /.well-known/security.txt",
        "GET /abonnementen/{id}/bevestigen", "POST /abonnementen/{id}/bevestigen", "GET /abonnementen/{id}/afmelden", "POST /abonnementen/{id}/afmelden", // with the secret of a mail
        "GET /stijl/pagina.css", "GET /script/melden.js", "GET /favicon.svg", "GET /health/live", "GET /health/ready",
    ];

    [Fact]
    public async Task Elke_pagina_is_openbaar_of_vraagt_wie_het_is_en_weigert_wie_niet_mag()
    {
        var paginas = wereld.App.Services.GetServices<EndpointDataSource>().SelectMany(bron => bron.Endpoints).OfType<RouteEndpoint>()
            .SelectMany(endpoint => (endpoint.Metadata.GetMetadata<HttpMethodMetadata>()?.HttpMethods ?? []).Select(methode => (Methode: methode, Route: $"/{endpoint.RoutePattern.RawText!.TrimStart('/')}", Rollen: Rollen(endpoint))))
            .Where(pagina => !pagina.Route.StartsWith("/v1/", StringComparison.Ordinal) && !pagina.Route.StartsWith("/{documentName}", StringComparison.Ordinal)).ToList();
        var openbaar = paginas.Where(pagina => pagina.Rollen is null).Select(pagina => $"{pagina.Methode} {pagina.Route}").ToHashSet();
        openbaar.Except(OpenbarePaginas).Should().BeEmpty("a page that everybody may open or send stands in the list above; any other one says who may");
        OpenbarePaginas.Except(openbaar).Should().BeEmpty("these are not there for everybody (any more)");

        foreach (var (methode, route, rollen) in paginas.Where(pagina => pagina.Rollen is not null))
        {
            var pad = System.Text.RegularExpressions.Regex.Replace(route, "{[^}]+}", "x");
            var antwoord = await wereld.Clients["anoniem"].Stuur(methode, pad);
            (methode == "GET" ? antwoord.Headers.Location?.ToString().Split('?')[0] : "/aanmelden").Should().Be("/aanmelden", "{0} {1}", methode, route);
            ((int)antwoord.StatusCode).Should().BeOneOf([302, 401], "{0} {1} without signing in", methode, route);
            foreach (var wie in new[] { "eigen", "analist", "adressaat", "abonnee", "beheerder" }.Where(wie => !rollen!.Contains(wie == "eigen" ? "melder" : wie)))
            {
                (await wereld.Clients[wie].Stuur(methode, pad)).StatusCode.Should().Be(HttpStatusCode.Forbidden, "{0} {1} ({2})", methode, route, wie);
            }

            foreach (var wie in new[] { "ingetrokken", "verlopen", "onzin" })
            {
                (await wereld.Clients[wie].Stuur(methode, pad)).StatusCode.Should().Be(HttpStatusCode.Unauthorized, "{0} {1} ({2})", methode, route, wie);
            }

            (await wereld.Clients[methode == "GET" ? "schrijft" : "leest"].Stuur(methode, pad)).StatusCode.Should().Be(HttpStatusCode.Forbidden, "{0} {1}: not what the key is for", methode, route);
        }

        // Who may, by the policy of the route; null: everybody.
        string[]? Rollen(RouteEndpoint endpoint) => endpoint.Metadata.GetMetadata<IAuthorizeData>() is not { } eis ? null
            : wereld.App.Services.GetRequiredService<Microsoft.Extensions.Options.IOptions<AuthorizationOptions>>().Value.GetPolicy(eis.Policy ?? "")?.Requirements
                .OfType<Microsoft.AspNetCore.Authorization.Infrastructure.RolesAuthorizationRequirement>().SelectMany(rollen => rollen.AllowedRoles).ToArray() is { Length: > 0 } genoemd ? genoemd : [.. Gebruiker.Rollen];
    }

    private IEnumerable<string> Routes() => wereld.App.Services.GetServices<EndpointDataSource>().SelectMany(bron => bron.Endpoints).OfType<RouteEndpoint>()
        .SelectMany(endpoint => endpoint.Metadata.GetMetadata<HttpMethodMetadata>()?.HttpMethods.Select(methode => $"{methode} /{endpoint.RoutePattern.RawText!.TrimStart('/')}") ?? [])
        .Select(route => route.Replace("/{documentName}/openapi.json", "/v1/openapi.json", StringComparison.Ordinal)).Distinct();

    private static IEnumerable<(string Operatie, string[] Statussen)> Rijen() =>
        Matrix.Select(rij => rij.Split(' ', StringSplitOptions.RemoveEmptyEntries)).Select(delen => ($"{delen[0]} {delen[1]}", delen[3..]));

    /// <summary>What the service says that it can do.</summary>
    private async Task<Dictionary<string, JsonObject>> Operaties()
    {
        var document = await wereld.Clients["anoniem"].Lees("/v1/openapi.json");
        return document["paths"]!.AsObject().SelectMany(pad => pad.Value!.AsObject().Where(deel => deel.Value is JsonObject).Select(deel => ($"{deel.Key.ToUpperInvariant()} /v1{pad.Key}", deel.Value!.AsObject())))
            .ToDictionary(operatie => operatie.Item1, operatie => operatie.Item2);
    }

    [Theory]
    [InlineData("concept")]
    [InlineData("gemeld")]
    [InlineData("afgewezen")]
    public async Task Wat_niet_openbaar_is_lijkt_in_alles_op_wat_er_niet_is(string soort)
    {
        var (pad, _) = await wereld.Vraag("GET", "/v1/knelpunten/{id}", soort);
        var id = pad.Split('/')[^1];
        var kenmerk = (await wereld.Clients["analist"].Lees(pad)).Tekst("kenmerk");

        foreach (var client in new[] { wereld.Clients["anoniem"], wereld.Clients["ander"], wereld.Clients["adressaat"] })
        {
            foreach (var achter in new[] { "", "/historie", "/vragen", "/verwanten" })
            {
                var isEr = await client.Stuur("GET", $"/v1/knelpunten/{id}{achter}");
                var opKenmerk = await client.Stuur("GET", $"/v1/knelpunten/{kenmerk}{achter}");
                var isErNiet = await client.Stuur("GET", $"/v1/knelpunten/{Guid.CreateVersion7()}{achter}");

                var verwacht = await isErNiet.Tekst();
                isErNiet.StatusCode.Should().Be(HttpStatusCode.NotFound);
                foreach (var antwoord in new[] { isEr, opKenmerk })
                {
                    antwoord.StatusCode.Should().Be(HttpStatusCode.NotFound);
                    (await antwoord.Tekst()).Should().Be(verwacht);
                    Koppen(antwoord).Should().Equal(Koppen(isErNiet));
                }
            }

            (await client.Lees("/v1/knelpunten?limiet=200"))["items"]!.AsArray().Select(item => item!.Id()).Should().NotContain(id);
        }

        foreach (var (methode, body) in new[] { ("PATCH", "{}"), ("DELETE", null) })
        {
            var isEr = await wereld.Clients["ander"].Stuur(methode, pad, body, ifMatch: "*");
            var isErNiet = await wereld.Clients["ander"].Stuur(methode, $"/v1/knelpunten/{Guid.CreateVersion7()}", body, ifMatch: "*");
            (isEr.StatusCode, await isEr.Tekst()).Should().Be((isErNiet.StatusCode, await isErNiet.Tekst()));
        }
    }

    [Fact]
    public async Task Mijn_laat_alleen_het_eigene_zien()
    {
        var (pad, _) = await wereld.Vraag("GET", "/v1/knelpunten/{id}", "gemeld");
        var id = pad.Split('/')[^1];

        (await wereld.Clients["eigen"].Lees("/v1/knelpunten?mijn=true&status=gemeld&limiet=200"))["items"]!.AsArray().Select(item => item!.Id()).Should().Contain(id);
        (await wereld.Clients["ander"].Lees("/v1/knelpunten?mijn=true&status=gemeld,concept,afgewezen")).Getal("totaal").Should().Be(0);
    }

    [Theory]
    [InlineData("", "Bearer")]
    [InlineData("Basic", "Basic")]
    [InlineData("", "Digest")]
    public async Task Een_aanmelding_die_niet_te_lezen_is_wordt_geweigerd(string voor, string schema)
    {
        using var verzoek = new HttpRequestMessage(HttpMethod.Get, "/v1/knelpunten");
        verzoek.Headers.TryAddWithoutValidation("Authorization", $"{schema} {voor}{(schema == "Bearer" ? "" : App.Beheersleutel)}");

        await (await wereld.Clients["anoniem"].SendAsync(verzoek, App.Ct)).Probleem(HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task Een_gedeelde_cache_geeft_niemand_wat_van_een_ander_is()
    {
        // A shared cache as RFC 9111 allows: it keeps what may be kept, per address and what Vary names, and asks again each time.
        var cache = new Dictionary<string, (string Etag, string Body)>();
        const string Geheim = "Verborgen in de cache";
        var project = await wereld.App.Project(Geheim, new { naam = Geheim, organisatie = Geheim, naamTonen = false, contact = "geheim@voorbeeld.nl", regios = new[] { "zk-arnhem" } });
        var knelpunt = await wereld.App.Meld(project, null, Geheim);
        await wereld.App.Beoordeel(knelpunt.Id(), "bevestigd");
        string[] paden = [$"/v1/projecten/{project}", "/v1/projecten?limiet=200", $"/v1/knelpunten/{knelpunt.Id()}", "/v1/knelpunten?limiet=200", $"/v1/knelpunten/{knelpunt.Id()}/historie", $"/v1/knelpunten/{knelpunt.Id()}/verwanten"];
        (HttpClient Client, bool Mag)[] lezers = [(wereld.Clients["anoniem"], false), (wereld.Clients["analist"], true), (wereld.Clients["ander"], false), (await wereld.App.Melder(Geheim), true)];
        var (bewaard, toeval) = (0, new Random(7));

        for (var i = 0; i < 400; i++)
        {
            var (client, mag) = lezers[toeval.Next(lezers.Length)];
            var pad = paden[toeval.Next(paden.Length)];
            var sleutel = $"{pad} {client.DefaultRequestHeaders.Authorization}";
            var antwoord = await client.Stuur("GET", pad, ifNoneMatch: cache.TryGetValue(sleutel, out var was) ? was.Etag : cache.TryGetValue(pad + " ", out var openbaar) ? openbaar.Etag : null);
            string body;
            if (antwoord.StatusCode == HttpStatusCode.NotModified)
            {
                body = was.Body ?? cache[pad + " "].Body;
                bewaard++;
            }
            else
            {
                body = await antwoord.Tekst();
                if (!antwoord.Headers.CacheControl!.NoStore)
                {
                    antwoord.Headers.Vary.Should().Contain("Authorization");
                    cache[sleutel] = (antwoord.Headers.ETag!.Tag, body);
                }
            }

            if (!mag)
            {
                body.Should().NotContain(Geheim, pad).And.NotContain("geheim@voorbeeld.nl", pad);
            }
        }

        bewaard.Should().BePositive();
        cache.Keys.Should().NotBeEmpty().And.OnlyContain(sleutel => sleutel.EndsWith(' '));
    }

    private static IEnumerable<string> Koppen(HttpResponseMessage antwoord) =>
        antwoord.Headers.Concat(antwoord.Content.Headers).Where(kop => kop.Key != "Date").Select(kop => $"{kop.Key}: {string.Join(',', kop.Value)}").Order(StringComparer.Ordinal);

    /// <summary>A registry with one caller of each kind, and something of organisation Eigen to ask for.</summary>
    public sealed class Wereld : IAsyncLifetime
    {
        private const string Eigen = "Organisatie Eigen";
        private const string Casus = """{"titel":"Een casus","omschrijving":"Iemand wil naar huis en alles wacht op elkaar."}""";
        private const string Abonnement = """{"callbackUrl":"http://127.0.0.1:9/x","gebeurtenissen":["editie.gepubliceerd"]}""";
        private string abonnement = "";
        private string aflevering = "";
        private string code = "";
        private string project = "";
        private string tweede = "";
        private int nummer;

        public Wereld() => App = new Ingesteld(Uitgever.Instellingen());

        public Tokenuitgever Uitgever { get; } = new();

        public App App { get; }

        public Dictionary<string, HttpClient> Clients { get; } = [];

        public async ValueTask InitializeAsync()
        {
            var morgen = App.Vandaag().AddDays(1).Iso();
            var verlopen = await Sleutel($$"""{"naam":"Verlopen","rol":"beheerder","organisatie":"{{Eigen}}","geldigTotDatum":"{{morgen}}"}""");
            var ingetrokken = await Sleutel($$"""{"naam":"Ingetrokken","rol":"beheerder","organisatie":"{{Eigen}}"}""");
            (await App.Beheerder().Stuur("DELETE", $"/v1/sleutels/{ingetrokken.Id()}")).StatusCode.Should().Be(HttpStatusCode.NoContent);
            App.Klok.Verzet(TimeSpan.FromDays(2));
            Clients["anoniem"] = App.Anoniem();
            Clients["eigen"] = await App.Melder(Eigen);
            Clients["ander"] = await App.Melder("Organisatie Ander");
            Clients["analist"] = await App.Analist();
            Clients["adressaat"] = await App.Client("adressaat", "nza");
            Clients["abonnee"] = await App.Client("abonnee", "Een krant");
            Clients["beheerder"] = App.Beheerder();
            Clients["leest"] = App.Met((await Sleutel("""{"naam":"Leest","rol":"beheerder","organisatie":"Beheer","bereik":["lezen"]}""")).Tekst("sleutel"));
            Clients["schrijft"] = App.Met((await Sleutel("""{"naam":"Schrijft","rol":"beheerder","organisatie":"Beheer","bereik":["schrijven"]}""")).Tekst("sleutel"));
            var nu = App.Klok.GetUtcNow();
            Clients["token"] = App.Met(Uitgever.Teken(Uitgever.Kop(), Uitgever.Claims(nu, "beheerder", "Beheer").Met("exp", nu.AddHours(2).ToUnixTimeSeconds())));
            Clients["ingetrokken"] = App.Met(ingetrokken.Tekst("sleutel"));
            Clients["verlopen"] = App.Met(verlopen.Tekst("sleutel"));
            Clients["onzin"] = App.Met("kp_onzinonzinonzinonzinonzinonzinonzinon");
            (project, tweede) = (await App.Project(Eigen), await App.Project(Eigen));
            await using var ontvanger = await Ontvanger.Start();
            ontvanger.Stemt = false;
            abonnement = (await Clients["eigen"].Neem(ontvanger.Adres, ["editie.gepubliceerd"])).Id();
            code = (await ontvanger.Krijgt(1))[0].Bericht["data"].Tekst("code");
            await Clients["eigen"].Stuur("POST", $"/v1/abonnementen/{abonnement}/bevestigingen", $$"""{"code":"{{code}}"}""").Gelukt();
            aflevering = (await Clients["eigen"].Afleveringen(abonnement))[0].Id();
        }

        /// <summary>A request that succeeds for who may make it, about something made for this one time where it changes or goes.</summary>
        public async Task<(string Pad, string? Body)> Vraag(string methode, string route, string soort)
        {
            var id = route.StartsWith("/v1/knelpunten/{id}", StringComparison.Ordinal) || route == "/v1/beoordelingen" ? await Knelpunt(soort) : "";
            if ((route.StartsWith("/v1/systeemknelpunten/{id}", StringComparison.Ordinal) && !route.EndsWith("/toezeggingen", StringComparison.Ordinal)) || route == "/v1/reacties/{id}")
            {
                return await Duiding(methode, route, soort);
            }

            var n = Interlocked.Increment(ref nummer);
            return ($"{methode} {route}") switch
            {
                "PUT /v1/begrippenlijsten/{lijst}/begrippen/{code}" => ($"/v1/begrippenlijsten/principes/begrippen/principe-{n}", """{"naam":"Een principe"}"""),
                "GET /v1/begrippenlijsten/{lijst}" => ("/v1/begrippenlijsten/wetten", null),
                "POST /v1/projecten" => (route, $$"""{"naam":"Een project","organisatie":"{{Eigen}}"}"""),
                "GET /v1/projecten/{id}" => ($"/v1/projecten/{project}", null),
                "PATCH /v1/projecten/{id}" => ($"/v1/projecten/{project}", $$"""{"werkgebied":"Wijk {{n}}"}"""),
                "POST /v1/systeemknelpunten" => (route, Curator.Voorbeeldsysteem().ToJsonString()),
                "GET /v1/systeemknelpunten" => (soort == "mijn" ? $"{route}?mijn=true" : route, null),
                "POST /v1/knelpunten" => (route, Voorbeeld.Knelpunt(project).ToJsonString()),
                "GET /v1/knelpunten" => (soort switch { "mijn" => $"{route}?mijn=true", "-" => route, _ => $"{route}?status={soort}" }, null),
                "PATCH /v1/knelpunten/{id}" => ($"/v1/knelpunten/{id}", """{"omweg":"Een andere omweg."}"""),
                "POST /v1/knelpunten/{id}/beoordelingen" => ($"/v1/knelpunten/{id}/beoordelingen", """{"besluit":"bevestigd","herleidbaarheidGecontroleerd":true}"""),
                "POST /v1/beoordelingen" => (route, $$"""{"knelpunten":["{{id}}"],"besluit":"bevestigd","herleidbaarheidGecontroleerd":true}"""),
                "POST /v1/knelpunten/{id}/steunbetuigingen" => ($"/v1/knelpunten/{id}/steunbetuigingen", $$"""{"projectId":"{{tweede}}"}"""),
                "POST /v1/knelpunten/{id}/vragen" => ($"/v1/knelpunten/{id}/vragen", """{"tekst":"Waarom is dat zo?"}"""),
                "POST /v1/knelpunten/{id}/wissingen" => ($"/v1/knelpunten/{id}/wissingen", """{"reden":"Op verzoek."}"""),
                "POST /v1/vragen/{id}/antwoorden" => ($"/v1/vragen/{await Vraag()}/antwoorden", """{"tekst":"Daarom."}"""),
                "POST /v1/knelpunten/{id}/merkbaarheid" => ($"/v1/knelpunten/{id}/merkbaarheid", $$"""{"projectId":"{{project}}","oordeel":"merkbaar"}"""),
                "POST /v1/toetsstenen" => (route, Casus),
                "GET /v1/toetsstenen/{id}" => ($"/v1/toetsstenen/{await Toetssteen()}", null),
                "PUT /v1/toetsstenen/{id}/knelpunten/{knelpuntId}" => ($"/v1/toetsstenen/{await Toetssteen()}/knelpunten/{await Knelpunt("openbaar")}", null),
                "DELETE /v1/toetsstenen/{id}/knelpunten/{knelpuntId}" => (await Gekoppeld(), null),
                "POST /v1/tagvoorstellen" => (route, """{"titel":"Een titel","omschrijving":"De gemeente en de zorgverzekeraar."}"""),
                "POST /v1/importen" => ($"/v1/importen?project={project}", "[]"),
                "GET /v1/rapportages/kruistabel" => ($"{route}?rijen=wet{(soort == "-" ? "" : $"&status={soort}")}", null),
                "GET /v1/rapportages/tijdreeks" or "GET /v1/rapportages/naden" or "GET /v1/rapportages/agenda" => ($"{route}{(soort == "-" ? "" : $"?status={soort}")}", null),
                "POST /v1/systeemknelpunten/{id}/toezeggingen" => ($"/v1/systeemknelpunten/{(await App.Systeemknelpunt("nza")).Id()}/toezeggingen",
                    $$"""{"wat":"Een beleidsregel","uiterlijkDatum":"{{App.Vandaag().Iso()}}","door":"nza","dialoog":"{{(await App.Dialoog("nza")).Id()}}"}"""),
                "GET /v1/toezeggingen/{id}" => ($"/v1/toezeggingen/{(await App.Dialoog("nza"))["afspraken"]![0]!.Id()}", null),
                "PATCH /v1/toezeggingen/{id}" => ($"/v1/toezeggingen/{(await App.Dialoog("nza"))["afspraken"]![0]!.Id()}", """{"status":"nagekomen"}"""),
                "POST /v1/dialogen" => (route, Afspreken.Dialoog(App.Vandaag(), Afspreken.Afspraak("nza", App.Vandaag())).ToJsonString()),
                "GET /v1/dialogen/{id}" => ($"/v1/dialogen/{(await App.Dialoog("nza")).Id()}", null),
                _ when route.StartsWith("/v1/feeds/", StringComparison.Ordinal) => ($"{route}{(soort == "-" ? "" : $"?status={soort}")}", null),
                "POST /v1/edities" => (route, """{"titel":"Een editie"}"""),
                "GET /v1/edities/{nummer}" => ($"/v1/edities/{await Editie()}", null),
                "GET /v1/edities/{nummer}/verschillen" => ($"/v1/edities/{await Editie()}/verschillen?met={await Editie()}", null),
                "POST /v1/abonnementen" => (route, Abonnement),
                "DELETE /v1/abonnementen/{id}" => ($"/v1/abonnementen/{(await Clients["eigen"].Stuur("POST", "/v1/abonnementen", Abonnement).Gelukt()).Id()}", null),
                _ when route.StartsWith("/v1/abonnementen/{id}", StringComparison.Ordinal) =>
                    (route.Replace("{id}", abonnement, StringComparison.Ordinal).Replace("{afleveringId}", aflevering, StringComparison.Ordinal), route switch
                    {
                        _ when methode == "PATCH" => $$"""{"omschrijving":"Dossier {{n}}"}""",
                        _ when route.EndsWith("/bevestigingen", StringComparison.Ordinal) => $$"""{"code":"{{code}}"}""",
                        "/v1/abonnementen/{id}/herhalingen" => """{"vanaf":1,"tot":2}""",
                        _ => null,
                    }),
                "POST /v1/sleutels" => (route, """{"naam":"Nieuw","rol":"melder","organisatie":"Nieuwe organisatie"}"""),
                "GET /v1/sleutels/{id}/gegevens" when soort == "mijn" => ("/v1/sleutels/mijn/gegevens", null),
                "GET /v1/sleutels/{id}/gegevens" => ($"/v1/sleutels/{(await Sleutel("""{"naam":"Ander","rol":"melder","organisatie":"Een ander"}""")).Id()}/gegevens", null),
                "DELETE /v1/sleutels/{id}" => ($"/v1/sleutels/{(await Sleutel("""{"naam":"Weg","rol":"melder","organisatie":"Weggegaan"}""")).Id()}", null),
                _ => (route.Replace("{id}", id, StringComparison.Ordinal), null),
            };
        }

        public async ValueTask DisposeAsync()
        {
            await App.DisposeAsync();
            await Uitgever.DisposeAsync();
        }

        /// <summary>The same, about a systeemknelpunt that nza and vng are asked about.</summary>
        private async Task<(string Pad, string? Body)> Duiding(string methode, string route, string soort)
        {
            var knelpunt = route.Contains("{knelpuntId}", StringComparison.Ordinal) ? await Knelpunt(soort == "gemeld" ? soort : "openbaar") : "";
            var systeem = await App.Systeem(new JsonObject { ["bevoegd"] = new JsonArray(soort == "ander" ? "zin" : "nza") }, methode == "DELETE" && knelpunt.Length > 0 ? [knelpunt] : []);
            var pad = route.Replace("{id}", systeem.Id(), StringComparison.Ordinal).Replace("{knelpuntId}", knelpunt, StringComparison.Ordinal);
            switch ($"{methode} {route}")
            {
                case "PATCH /v1/systeemknelpunten/{id}":
                    return (pad, """{"titel":"Een andere titel"}""");
                case "POST /v1/systeemknelpunten/{id}/beoordelingen":
                    return (pad, """{"status":"vastgesteld"}""");
                case "PUT /v1/systeemknelpunten/{id}/relaties/{anderId}":
                case "DELETE /v1/systeemknelpunten/{id}/relaties/{anderId}":
                    pad = pad.Replace("{anderId}", (await App.Systeem()).Id(), StringComparison.Ordinal);
                    if (methode == "DELETE")
                    {
                        await (await App.Analist()).Stuur("PUT", pad, """{"soort":"deel-van"}""").Gelukt();
                    }

                    return (pad, methode == "DELETE" ? null : """{"soort":"deel-van"}""");
                case "POST /v1/systeemknelpunten/{id}/stelseltoetsen":
                    var toets = Curator.Toets(soort == "eigen" ? Eigen : "nza", "wetswijziging");
                    if (soort == "weergave")
                    {
                        (toets["herkomst"], toets["bron"]) = ("weergegeven", new JsonObject { ["titel"] = "Bron", ["url"] = "https://voorbeeld.nl" });
                    }

                    return (pad, toets.ToJsonString());
                case "POST /v1/systeemknelpunten/{id}/reacties":
                    return (pad, Curator.Reactie("afgewezen").ToJsonString());
                case "PATCH /v1/reacties/{id}":
                    var van = await App.Client("adressaat", soort == "ander" ? "zin" : "nza");
                    var concept = await van.Post($"{systeem.Pad()}/reacties", Curator.Reactie("afgewezen", new JsonObject { ["status"] = "concept" })).Gelukt();
                    return ($"/v1/reacties/{concept.Id()}", """{"status":"gepubliceerd"}""");
                default:
                    return (pad, null);
            }
        }

        private async Task<string> Knelpunt(string soort)
        {
            var knelpunt = await App.Meld(project, new JsonObject { ["status"] = soort == "concept" ? "concept" : null }, Eigen);
            if (soort is "openbaar" or "opgelost" or "afgewezen")
            {
                await App.Beoordeel(knelpunt.Id(), soort == "afgewezen" ? soort : "bevestigd");
            }

            if (soort == "opgelost")
            {
                await App.Beoordeel(knelpunt.Id(), soort);
            }

            return knelpunt.Id();
        }

        private async Task<string> Vraag() => (await App.Beheerder().Stuur("POST", $"/v1/knelpunten/{await Knelpunt("gemeld")}/vragen", """{"tekst":"Waarom is dat zo?"}""").Gelukt()).Id();

        private async Task<string> Toetssteen() => (await App.Beheerder().Stuur("POST", "/v1/toetsstenen", Casus).Gelukt()).Id();

        private async Task<string> Gekoppeld()
        {
            var pad = $"/v1/toetsstenen/{await Toetssteen()}/knelpunten/{await Knelpunt("openbaar")}";
            await App.Beheerder().Stuur("PUT", pad).Gelukt();
            return pad;
        }

        private async Task<string> Editie() => (await App.Beheerder().Stuur("POST", "/v1/edities", """{"titel":"Een editie"}""").Gelukt()).Tekst("nummer");

        private Task<JsonObject> Sleutel(string body) => App.Beheerder().Stuur("POST", "/v1/sleutels", body).Gelukt();
    }
}
