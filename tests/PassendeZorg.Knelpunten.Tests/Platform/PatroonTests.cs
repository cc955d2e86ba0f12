using System.Reflection;
using System.Text.RegularExpressions;
using PassendeZorg.Knelpunten.Platform;

namespace PassendeZorg.Knelpunten.Tests.Platform;

/// <summary>No pattern can be kept busy by what somebody sends (demand R34).</summary>
public sealed class PatroonTests
{
    [Fact]
    public void Elk_patroon_loopt_niet_terug_of_stopt_binnen_een_tiende_seconde()
    {
        var patronen = typeof(Problems).Assembly.GetTypes().SelectMany(type => type.GetMembers(BindingFlags.Static | BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly))
            .Select(lid => (Lid: lid, Regel: lid.GetCustomAttribute<GeneratedRegexAttribute>())).Where(lid => lid.Regel is not null).ToList();

        patronen.Should().HaveCountGreaterThan(15);
        patronen.Where(patroon => !patroon.Regel!.Options.HasFlag(RegexOptions.NonBacktracking) && patroon.Regel.MatchTimeoutMilliseconds is not (> 0 and <= 100)).Should().BeEmpty();
    }

    [Fact]
    public void Een_patroon_staat_altijd_als_GeneratedRegex_in_de_code()
    {
        var anders = Directory.EnumerateFiles(Path.Combine(App.Wortel, "src"), "*.cs", SearchOption.AllDirectories).Where(bestand => !bestand.Contains($"{Path.DirectorySeparatorChar}obj{Path.DirectorySeparatorChar}", StringComparison.Ordinal))
            .Where(bestand => new[] { "new Regex(", "Regex.IsMatch(", "Regex.Match(", "Regex.Matches(", "Regex.Replace(", "Regex.Split(" }.Any(File.ReadAllText(bestand).Contains));

        anders.Should().BeEmpty("the test above would not see it");
    }
}
