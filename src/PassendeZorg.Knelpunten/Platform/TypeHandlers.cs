using System.Collections.Concurrent;
using System.Data;
using System.Globalization;
using Dapper;

namespace PassendeZorg.Knelpunten.Platform;

/// <summary>The one place where ids, instants and days cross into the database and back (house rule: one Dapper handler).</summary>
internal static class TypeHandlers
{
    private static readonly ConcurrentDictionary<Type, bool> WithLists = new();

    public static void Register()
    {
        DefaultTypeMap.MatchNamesWithUnderscores = true;
        Add(new Handler<Guid>(Guid.Parse));
        Add(new Handler<DateTimeOffset>(Dialect.ParseInstant));
        Add(new Handler<DateOnly>(text => DateOnly.ParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture)));
    }

    /// <summary>Dapper has no handler for what is in a list: lists of ids are handed over as texts, and a list as the database takes one.</summary>
    public static object? Lists(object? parameters, Dialect dialect)
    {
        if (parameters is null || !WithLists.GetOrAdd(parameters.GetType(), static type => type.GetProperties().Any(member => IsList(member.PropertyType))))
        {
            return parameters;
        }

        var texts = new DynamicParameters();
        foreach (var member in parameters.GetType().GetProperties())
        {
            var value = member.GetValue(parameters);
            texts.Add(member.Name, value switch
            {
                IEnumerable<Guid> ids => dialect.List(ids.Select(id => id.ToString("D")).ToList()),
                IEnumerable<string> list => dialect.List(list.ToList()),
                IEnumerable<int> list => dialect.List(list.ToList()),
                IEnumerable<long> list => dialect.List(list.ToList()),
                _ => value,
            });
        }

        return texts;
    }

    private static bool IsList(Type type) => type != typeof(string) && type != typeof(byte[]) && type.IsAssignableTo(typeof(System.Collections.IEnumerable));

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
