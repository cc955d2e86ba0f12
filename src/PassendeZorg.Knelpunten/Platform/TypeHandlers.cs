using System.Data;
using System.Globalization;
using Dapper;

namespace PassendeZorg.Knelpunten.Platform;

/// <summary>The one place where ids, instants and days cross into the database and back (house rule: one Dapper handler).</summary>
internal static class TypeHandlers
{
    public static void Register()
    {
        DefaultTypeMap.MatchNamesWithUnderscores = true;
        Add(new Handler<Guid>(Guid.Parse));
        Add(new Handler<DateTimeOffset>(Dialect.ParseInstant));
        Add(new Handler<DateOnly>(text => DateOnly.ParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture)));
    }

    /// <summary>Parameters as Dapper can take them: it asks no handler about what is inside a list, so ids in a list become texts here.</summary>
    public static object? Parameters(object? parameters)
    {
        var members = parameters?.GetType().GetProperties() ?? [];
        if (!members.Any(member => typeof(IEnumerable<Guid>).IsAssignableFrom(member.PropertyType)))
        {
            return parameters;
        }

        var stored = new DynamicParameters();
        foreach (var member in members)
        {
            var value = member.GetValue(parameters);
            stored.Add(member.Name, value is IEnumerable<Guid> ids ? ids.Select(id => (string)Dialect.Store(id)).ToList() : value);
        }

        return stored;
    }

    private static void Add<T>(Handler<T> handler) where T : struct
    {
        SqlMapper.RemoveTypeMap(typeof(T));
        SqlMapper.RemoveTypeMap(typeof(T?));
        SqlMapper.AddTypeHandler(handler);
    }

    private sealed class Handler<T>(Func<string, T> parse) : SqlMapper.TypeHandler<T>
    {
        public override T? Parse(object value) => parse((string)value);

        public override void SetValue(IDbDataParameter parameter, T? value)
        {
            parameter.DbType = DbType.String;
            parameter.Value = Dialect.Store(value);
        }
    }
}
