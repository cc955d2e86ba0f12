using PassendeZorg.Knelpunten.Beheer;
using PassendeZorg.Knelpunten.Platform;

namespace PassendeZorg.Knelpunten.Tests.Beheer;

/// <summary>Lets a move fail when it comes to the knelpunten.</summary>
internal sealed class Afbreken : StringWriter
{
    public Func<Task> Verhuis(SqliteDb van, PostgresDb naar) => () => new Verhuis(van, naar, this).Voer();

    public override void Write(string? value)
    {
        if (value?.Contains("knelpunt:", StringComparison.Ordinal) == true)
        {
            throw new IOException("The line is cut.");
        }
    }
}
