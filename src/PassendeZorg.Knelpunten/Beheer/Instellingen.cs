using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using PassendeZorg.Knelpunten.Platform;

namespace PassendeZorg.Knelpunten.Beheer;

/// <summary>The settings, from the section <c>Knelpunten</c> of the configuration (environment <c>Knelpunten__…</c>).</summary>
public sealed class Instellingen
{
    /// <summary>
    /// What is said about a setting that does not exist; null when all do. A typing error in <see cref="Datamap"/> would have the registry begin anew in another folder.
    /// </summary>
    /// <param name="sectie">The section of the configuration.</param>
    public static string? Onbekend(IConfigurationSection sectie) => Onbekend(sectie, typeof(Instellingen));

    private static string? Onbekend(IConfigurationSection sectie, Type type)
    {
        var bekend = type.GetProperties().Where(lid => lid.SetMethod is not null).ToDictionary(lid => lid.Name, lid => lid.PropertyType, StringComparer.OrdinalIgnoreCase);
        foreach (var kind in sectie.GetChildren())
        {
            if (!bekend.TryGetValue(kind.Key, out var soort))
            {
                var bedoeld = Tekst.Dichtstbij(kind.Key, bekend.Keys.Select(naam => (naam, naam)));
                return $"De instelling {kind.Path} bestaat niet.{(bedoeld is null ? "" : $" Bedoelde u {bedoeld}?")} Alle instellingen staan in README.md.";
            }

            if (soort.DeclaringType == typeof(Instellingen) && Onbekend(kind, soort) is { } dieper)
            {
                return dieper;
            }
        }

        return null;
    }

    /// <summary>Where the database, the lock and the pepper lie.</summary>
    public string Datamap { get; init; } = "data";

    /// <summary><c>sqlite</c>, or <c>postgresql</c> for several instances on one database.</summary>
    public string Opslag { get; init; } = "sqlite";

    /// <summary>Where PostgreSQL is: the connection string <c>ConnectionStrings__Knelpunten</c>.</summary>
    internal string? Database { get; set; }

    /// <summary>The first beheerder key, used only while there is no key.</summary>
    public string? Beheersleutel { get; init; }

    /// <summary>The secret that keys are hashed with; without it one is made in the data folder.</summary>
    public string? Peper { get; init; }

    /// <summary>Load the examples at start when the registry is empty.</summary>
    public bool Voorbeelden { get; init; }

    /// <summary>Licence of published data, shown in editions and sheets.</summary>
    public string Licentie { get; init; } = "CC BY 4.0";

    /// <summary>The highest rung of the ladder (0 to 6) that still is within the accords.</summary>
    public int BinnenAkkoordenTot { get; init; } = 2;

    /// <summary>The highest rung of the ladder that still is a targeted change; above it the system itself changes.</summary>
    public int GerichteWijzigingTot { get; init; } = 5;

    /// <summary>
    /// In reports, outsiders see no number under this, and others in multiples of it. Zero, as at first: what is public is shown as it is, since knelpunten are no people.
    /// What is not confirmed yet is always counted in fives.
    /// </summary>
    public int KleinsteCel { get; init; }

    /// <summary>The public base address, for links that leave the registry; without it the listening address.</summary>
    public string? Openbaar { get; init; }

    /// <summary>Who runs this registry, as pages name it.</summary>
    public string? Uitgever { get; init; }

    /// <summary>Where questions go: a functional mailbox or an https address. Without one pages say that the operator did not give any.</summary>
    public string? Contact { get; init; }

    /// <summary>Where the statement about accessibility stands in the national register: an https address.</summary>
    public string? Toegankelijkheidsverklaring { get; init; }

    /// <summary>The status in that statement: A to D. Without a statement there is none, which is called E.</summary>
    public string? Toegankelijkheidsstatus { get; init; }

    /// <summary>Where a vulnerability is reported (security.txt): a mailbox or an https address; without one <see cref="Contact"/>, or the page about the registry.</summary>
    public string? Beveiligingscontact { get; init; }

    /// <summary>What whoever reads <c>/metrics</c> sends along (at least 32 characters); without it there is no <c>/metrics</c>.</summary>
    public string? Metrics { get; init; }

    /// <summary>How the service logs: <c>json</c>, one object per line, or <c>tekst</c>. Without it text on a terminal and JSON elsewhere.</summary>
    public string? Logboek { get; init; }

    /// <summary>Who sends the events, as the NL GOV profile for CloudEvents names a system: a URN that never changes.</summary>
    public string Bron { get; init; } = "urn:nld:kvknr:00000000:systeem:passendezorg-knelpunten";

    /// <summary>Delivering to subscribers.</summary>
    public Webhookinstellingen Webhooks { get; init; } = new();

    /// <summary>The mail server; without one no mail is sent.</summary>
    public Smtpinstellingen Smtp { get; init; } = new();

    /// <summary>Tokens of a trusted issuer, beside keys.</summary>
    public Oidcinstellingen Oidc { get; init; } = new();

    /// <summary>How much one may ask.</summary>
    public Limietinstellingen Limieten { get; init; } = new();

    /// <summary>Proxies, as addresses or ranges (CIDR), that are believed about who asks.</summary>
    public IReadOnlyList<string> Proxys { get; init; } = [];

    /// <summary>The base of links that leave the registry, without a slash at the end.</summary>
    internal string Adres(IServer server) => Openbaar?.TrimEnd('/') ?? server.Features.Get<IServerAddressesFeature>()!.Addresses.First();

    /// <summary>A mailbox or address as a link.</summary>
    internal static string? Link(string? contact) => string.IsNullOrWhiteSpace(contact) ? null : contact.Contains('@', StringComparison.Ordinal) && !contact.Contains(':', StringComparison.Ordinal) ? $"mailto:{contact.Trim()}" : contact.Trim();

    /// <summary>Delivering to subscribers.</summary>
    public sealed class Webhookinstellingen
    {
        /// <summary>Ranges (CIDR) that may be called besides public addresses: on any port, and only there without TLS.</summary>
        public IReadOnlyList<string> ToegestaneNetwerken { get; init; } = [];

        /// <summary>How long one attempt may take in all, in seconds.</summary>
        public double Tijdslimiet { get; init; } = 15;
    }

    /// <summary>The mail server.</summary>
    public sealed class Smtpinstellingen
    {
        /// <summary>Its name; empty: no mail.</summary>
        public string? Host { get; init; }

        /// <summary>Its port.</summary>
        public int Poort { get; init; } = 25;

        /// <summary>Whom to sign in as; empty: nobody.</summary>
        public string? Gebruiker { get; init; }

        /// <summary>The password that goes with it.</summary>
        public string? Wachtwoord { get; init; }

        /// <summary>The address that mail comes from.</summary>
        public string? Afzender { get; init; }

        /// <summary>Whether the connection must become a secure one (STARTTLS).</summary>
        public bool Starttls { get; init; } = true;
    }

    /// <summary>How much one may ask, in a minute.</summary>
    public sealed class Limietinstellingen
    {
        /// <summary>No limits at all: for tests and load.</summary>
        public bool Uit { get; init; }

        /// <summary>Reads with one key, or of one person with a token.</summary>
        public int Lezen { get; init; } = 6000;

        /// <summary>The same for writes; an import is one.</summary>
        public int Schrijven { get; init; } = 3000;

        /// <summary>Reads from one address, without a key: many people can share one.</summary>
        public int LezenAnoniem { get; init; } = 6000;

        /// <summary>The same for writes: signing in, and what links in mails do.</summary>
        public int SchrijvenAnoniem { get; init; } = 600;

        /// <summary>Failures to sign in from one address.</summary>
        public int Aanmelden { get; init; } = 10;

        /// <summary>Refuses limits under which nobody could do anything.</summary>
        internal void Controleer()
        {
            if (new[] { Lezen, Schrijven, LezenAnoniem, SchrijvenAnoniem, Aanmelden }.Any(limiet => limiet < 1))
            {
                throw new StartRefused("Limieten onder Knelpunten__Limieten zijn aantallen per minuut, ten minste 1; met Knelpunten__Limieten__Uit=true is er geen.");
            }
        }
    }

    /// <summary>Tokens of a trusted issuer.</summary>
    public sealed class Oidcinstellingen
    {
        /// <summary>The issuer; its metadata is at <c>/.well-known/openid-configuration</c> below it. Empty: no tokens.</summary>
        public string? Autoriteit { get; init; }

        /// <summary>What a token must name as its audience.</summary>
        public string? Publiek { get; init; }

        /// <summary>The claim with the role; a path with dots looks inside objects.</summary>
        public string Rolclaim { get; init; } = "rol";

        /// <summary>The claim with the organisation.</summary>
        public string Organisatieclaim { get; init; } = "organisatie";

        /// <summary>Whether tokens are taken.</summary>
        internal bool Aan => !string.IsNullOrWhiteSpace(Autoriteit);

        /// <summary>Refuses settings that would trust nobody, or anybody.</summary>
        internal void Controleer()
        {
            if (Aan == string.IsNullOrWhiteSpace(Publiek) || string.IsNullOrWhiteSpace(Rolclaim) || string.IsNullOrWhiteSpace(Organisatieclaim))
            {
                throw new StartRefused("Voor tokens zijn Knelpunten__Oidc__Autoriteit en Knelpunten__Oidc__Publiek samen nodig, en een Rolclaim en Organisatieclaim die niet leeg zijn.");
            }

            if (Aan && !(Uri.TryCreate(Autoriteit, UriKind.Absolute, out var adres) && adres.Query.Length == 0 && adres.Fragment.Length == 0
                && (adres.Scheme == Uri.UriSchemeHttps || (adres.Scheme == Uri.UriSchemeHttp && adres.IsLoopback))))
            {
                throw new StartRefused("Knelpunten__Oidc__Autoriteit is een adres dat begint met https:// (op deze machine zelf mag ook http://), zonder vraagteken of hekje.");
            }
        }
    }
}
