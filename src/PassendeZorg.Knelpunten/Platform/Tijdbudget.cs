namespace PassendeZorg.Knelpunten.Platform;

/// <summary>
/// Keeps what is pleasant from slowing down what is needed: work that may take at most a part of the time of one core, with some saved up
/// for when it comes all at once. When there is none left, it is not done.
/// </summary>
internal sealed class Tijdbudget
{
    private readonly Lock slot = new();
    private readonly TimeProvider clock;
    private readonly double deel;
    private readonly TimeSpan meest;
    private TimeSpan tegoed;
    private DateTimeOffset bijgewerkt;

    /// <param name="deel">Of one core.</param>
    /// <param name="meest">What can be saved up, and what there is at first.</param>
    public Tijdbudget(TimeProvider clock, double deel, TimeSpan meest) =>
        (this.clock, this.deel, this.meest, tegoed, bijgewerkt) = (clock, deel, meest, meest, clock.GetUtcNow());

    /// <summary>Whether there is time left; if so, an estimate is taken from it until <see cref="Verreken"/>.</summary>
    public bool Neem(TimeSpan schatting)
    {
        lock (slot)
        {
            var nu = clock.GetUtcNow();
            var erbij = nu > bijgewerkt ? (nu - bijgewerkt) * deel : TimeSpan.Zero;
            (tegoed, bijgewerkt) = (tegoed + erbij < meest ? tegoed + erbij : meest, nu);
            if (tegoed < schatting)
            {
                return false;
            }

            tegoed -= schatting;
            return true;
        }
    }

    /// <summary>Settles what it really took.</summary>
    public void Verreken(TimeSpan schatting, TimeSpan werkelijk)
    {
        lock (slot)
        {
            tegoed += schatting - werkelijk;
        }
    }
}
