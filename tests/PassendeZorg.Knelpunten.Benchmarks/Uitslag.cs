using System.Runtime.CompilerServices;

namespace PassendeZorg.Knelpunten.Benchmarks;

/// <summary>RESULTS.md beside this source: each command writes its own section and leaves the others as they are.</summary>
internal static class Uitslag
{
    /// <summary>Replaces the section with this heading, or adds it at the end.</summary>
    public static async Task Write(string heading, string section, [CallerFilePath] string source = "")
    {
        var folder = Path.GetDirectoryName(source)!;
        var file = Path.Combine(Directory.Exists(folder) ? folder : ".", "RESULTS.md");
        var text = File.Exists(file) ? await File.ReadAllTextAsync(file) : "";
        var begin = ("\n" + text).IndexOf($"\n{heading}\n", StringComparison.Ordinal);
        if (begin >= 0)
        {
            var next = text.IndexOf("\n# ", begin + heading.Length, StringComparison.Ordinal);
            text = text[..begin] + section.Trim() + "\n" + (next < 0 ? "" : text[next..]);
        }
        else
        {
            text = (text.TrimEnd() + "\n\n" + section).Trim() + "\n";
        }

        await File.WriteAllTextAsync(file, text);
    }
}
