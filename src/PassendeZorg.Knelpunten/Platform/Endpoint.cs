using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.Net.Http.Headers;

namespace PassendeZorg.Knelpunten.Platform;

/// <summary>One operation, one class: route, rights and handler together.</summary>
public interface IEndpoint
{
    /// <summary>Adds the route.</summary>
    static abstract void Map(IEndpointRouteBuilder routes);
}

/// <summary>Which media types an operation can answer with; the first is the default.</summary>
public sealed record Produces(params string[] MediaTypes)
{
    /// <summary>What an operation answers with when it says nothing else.</summary>
    internal static readonly Produces Json = new("application/json");

    /// <summary>Those of the operation that is asked for.</summary>
    public static ValueTask<Produces> BindAsync(HttpContext context) => new(context.GetEndpoint()?.Metadata.GetMetadata<Produces>() ?? Json);

    /// <summary>Refuses a request for something that the operation cannot answer with, before anything is done.</summary>
    public static Task Check(HttpContext context, RequestDelegate next)
    {
        context.GetEndpoint()?.Metadata.GetMetadata<Produces>()?.Choose(context.Request);
        return next(context);
    }

    /// <summary>
    /// The media type to answer with: <c>formaat</c> when given, else the best that Accept asks for; 406 when it asks for
    /// nothing that there is.
    /// </summary>
    public string Choose(HttpRequest request)
    {
        if (MediaTypes.FirstOrDefault(type => Format(type) == request.Query["formaat"]) is { } asked)
        {
            return asked;
        }

        var accept = request.GetTypedHeaders().Accept;
        if (string.IsNullOrWhiteSpace(request.Headers.Accept.ToString()))
        {
            return MediaTypes[0];
        }

        return accept.OrderByDescending(range => range.Quality ?? 1).ThenBy(range => range.MatchesAllTypes).ThenBy(range => range.MatchesAllSubTypes)
            .Where(range => range.Quality != 0)
            .Select(range => MediaTypes.FirstOrDefault(type => range.MediaType.Equals(type, StringComparison.OrdinalIgnoreCase)) ?? MediaTypes.FirstOrDefault(type => new MediaTypeHeaderValue(type).IsSubsetOf(new MediaTypeHeaderValue(range.MediaType))))
            .FirstOrDefault(type => type is not null)
            ?? throw Weigering.Maak(406, "mediatype", "Mediatype niet beschikbaar", $"Hier is te krijgen: {string.Join(", ", MediaTypes)}.");
    }

    /// <summary>What <c>formaat</c> calls a media type.</summary>
    internal static string Format(string mediaType) => mediaType switch
    {
        Xlsx.MediaType => "xlsx",
        "application/atom+xml" => "atom",
        "application/feed+json" => "json",
        _ => mediaType[(mediaType.IndexOf('/', StringComparison.Ordinal) + 1)..],
    };
}

/// <summary>Which refusals an operation can answer with, besides what follows from its body, its rights and its path.</summary>
internal sealed record Refuses(params int[] Statuses);

/// <summary>An example of the body of an operation, per media type; of what it answers when it takes none.</summary>
internal sealed record Example(string Text, string MediaType);

/// <summary>What a merge patch may make of a member, where that is not what the member may be at first.</summary>
internal sealed record Changes(string Member, string Description, params string[] Values);

/// <summary>An operation that takes an Idempotency-Key.</summary>
internal sealed record Idempotent;

/// <summary>Route conventions.</summary>
internal static class EndpointExtensions
{
    /// <summary>The group of all operations: JSON where they say nothing else, problems as RFC 9457.</summary>
    public static RouteGroupBuilder MapApi(this IEndpointRouteBuilder routes, string prefix) => routes.MapGroup(prefix)
        .WithMetadata(Platform.Produces.Json, new ProducesResponseTypeMetadata(StatusCodes.Status500InternalServerError, typeof(Probleem), ["application/problem+json"]));

    /// <summary>Adds an operation to a group.</summary>
    public static IEndpointRouteBuilder Add<T>(this IEndpointRouteBuilder routes) where T : IEndpoint
    {
        T.Map(routes);
        return routes;
    }

    /// <summary>The group of routes under one tag.</summary>
    public static IEndpointRouteBuilder Tag(this IEndpointRouteBuilder routes, string tag) => routes.MapGroup("").WithTags(tag);

    /// <summary>Notes which refusals an operation can answer with.</summary>
    public static TBuilder Refuses<TBuilder>(this TBuilder builder, params int[] statuses) where TBuilder : IEndpointConventionBuilder =>
        builder.WithMetadata(new Refuses(statuses));

    /// <summary>An example of the body, or of the answer when there is none, for the OpenAPI document. That of JSON holds for a merge patch too.</summary>
    public static TBuilder Example<TBuilder>(this TBuilder builder, string text, string mediaType = "application/json") where TBuilder : IEndpointConventionBuilder =>
        builder.WithMetadata(new Example(text, mediaType));

    /// <summary>Notes what a merge patch may make of a member, for the OpenAPI document.</summary>
    public static TBuilder Changes<TBuilder>(this TBuilder builder, string member, string description, params string[] values) where TBuilder : IEndpointConventionBuilder =>
        builder.WithMetadata(new Changes(member, description, values));

    /// <summary>Notes that an operation takes an Idempotency-Key, for the OpenAPI document.</summary>
    public static TBuilder Idempotent<TBuilder>(this TBuilder builder) where TBuilder : IEndpointConventionBuilder => builder.WithMetadata(new Idempotent());

    /// <summary>Notes what an operation answers with, where that is not JSON alone.</summary>
    public static TBuilder Answers<TBuilder>(this TBuilder builder, params string[] mediaTypes) where TBuilder : IEndpointConventionBuilder =>
        builder.WithMetadata(new Produces(mediaTypes));

    /// <summary>The body limit of an operation, in bytes, where it is not the 64 kB of all others.</summary>
    public static TBuilder Limit<TBuilder>(this TBuilder builder, long bytes) where TBuilder : IEndpointConventionBuilder =>
        builder.WithMetadata(new BodyLimit(bytes));

    private sealed record BodyLimit(long? MaxRequestBodySize) : IRequestSizeLimitMetadata;
}

/// <summary>Conditional requests.</summary>
internal static class Conditional
{
    private static readonly TimeSpan Settled = TimeSpan.FromSeconds(5);

    /// <summary>Sets the ETag; true when the reader has this answer already, and then the status is 304.</summary>
    public static bool NotModified(HttpContext context, string etag)
    {
        context.Response.Headers.ETag = etag;
        var known = context.Request.GetTypedHeaders().IfNoneMatch;
        var value = new EntityTagHeaderValue(etag);
        if (!known.Any(tag => tag.Equals(EntityTagHeaderValue.Any) || tag.Compare(value, useStrongComparison: false)))
        {
            return false;
        }

        context.Response.StatusCode = StatusCodes.Status304NotModified;
        return true;
    }

    /// <summary>
    /// The same, with Last-Modified for readers that know no ETag. It counts seconds, so it is only said once the second of the last change is
    /// well over: until then another change could still get the same one.
    /// </summary>
    public static bool NotModified(HttpContext context, string etag, DateTimeOffset changed, DateTimeOffset now)
    {
        if (now - changed <= Settled)
        {
            return NotModified(context, etag);
        }

        var second = DateTimeOffset.FromUnixTimeSeconds(changed.ToUnixTimeSeconds());
        context.Response.Headers.LastModified = HeaderUtilities.FormatDate(second);
        if (context.Request.Headers.IfNoneMatch.Count > 0 || context.Request.Headers.IfModifiedSince.Count == 0)
        {
            return NotModified(context, etag);
        }

        context.Response.Headers.ETag = etag;
        if (!(context.Request.GetTypedHeaders().IfModifiedSince >= second))
        {
            return false;
        }

        context.Response.StatusCode = StatusCodes.Status304NotModified;
        return true;
    }

    /// <summary>Refuses a change that is not about this version: 428 without If-Match, 412 when it is stale.</summary>
    public static void RequireMatch(string? ifMatch, int version)
    {
        if (string.IsNullOrEmpty(ifMatch))
        {
            throw Weigering.Versie(ontbreekt: true, version);
        }

        var current = new EntityTagHeaderValue(Etag(version));
        if (!EntityTagHeaderValue.TryParseList([ifMatch], out var tags)
            || !tags.Any(tag => tag.Equals(EntityTagHeaderValue.Any) || Versioned(tag).Compare(current, useStrongComparison: true)))
        {
            throw Weigering.Versie(ontbreekt: false, version);
        }
    }

    /// <summary>The tag of the version alone: an answer that shows more than its own version has an ETag that says more, after a dot.</summary>
    private static EntityTagHeaderValue Versioned(EntityTagHeaderValue tag) =>
        !tag.IsWeak && tag.Tag.IndexOf('.') is > 0 and var dot ? new EntityTagHeaderValue($"{tag.Tag.Subsegment(0, dot)}\"") : tag;

    /// <summary>The strong ETag of a version.</summary>
    public static string Etag(int version) => $"\"{version}\"";
}
