using System.Globalization;
using PassendeZorg.Knelpunten.Benchmarks;

// Each command runs the built service as a process of its own, on temporary folders that it removes afterwards.
const string Help = """
    kill   --rondes 200 --verbindingen 32 --seed 1   kills the service while it writes; exit code 1 on any loss
    all    --meest 1000000                           start, lezen, zoeken, intake, rapportages, feeds, import and lussen, one after the other; the whole of what is measured quietly
    start  --meest 1000000                           start to ready, memory, size of the file, at 10k, 100k, 1M
    lezen  --meest 1000000                           reports and lists over HTTP beside an empty server, made anew and remembered
    zoeken --meest 1000000                           search over HTTP
    intake --meest 1000000                           durable reports over 1 to 256 connections beside an empty POST, fsync and SQLite alone
    zaai <folder> --aantal 100000                    fills <folder>/data, to look at by hand
    rapportages --meest 1000000 --uitvoer 100000 --duckdb 1   measures reports in process and exports over HTTP beside a plain scan and DuckDB; writes its section of RESULTS.md
    lussen                                           inner loops in process (BenchmarkDotNet): guard, proposals, hash, scan; writes its section of RESULTS.md
    verwanten --meest 1000000                        measures which knelpunten look like one another at 10k, 100k, 1M; writes its section of RESULTS.md
    feeds  --aantal 100000 --rondes 5 --gebeurtenissen 12500   a remembered feed and a 304 beside an empty GET; a polling reader against eight writers; writes its section of RESULTS.md
    paginas --aantal 100000 --rondes 5               pages as a reader waits for them, beside an empty answer; writes its section of RESULTS.md
    webhooks --berichten 500 --wachtrij 10000        measures deliveries at receivers, one of them hanging, and a queue that drains; writes its section of RESULTS.md
    import --aantal 100000                           measures imports beside SQLite alone, their peak memory, and the guard; writes its section of RESULTS.md
    postgresql --rondes 20 --seconden 5              one and two instances on a PostgreSQL of their own beside pgbench; restarts, kills, a database that is cut off; writes its section of RESULTS.md
    ruis --aantal 100000 --lijnen 8 --zaad 1         requests that nobody meant, made from the OpenAPI document; exit code 1 when one breaks something; writes its section of RESULTS.md
    stop   --rondes 20 --verbindingen 32             SIGTERM while it writes; exit code 1 when an answer breaks off or anything is lost
    back-up --keer 50 --per-seconde 200 --vooraf 10000   back-ups beside a service that writes, each restored; exit code 1 when one does not hold what was acknowledged
    grenzen --seconden 45                            slow clients, hidden knelpunten, tried keys: what others notice; writes its section of RESULTS.md
    stroom --keer 100 --verbindingen 16              power cuts: copies of an ext4 disk while it writes, each mounted and checked; needs root
    duur   --minuten 30 --per-seconde 50 --aantal 10000 --storm 3   everything at a fixed rate for long, then 64 readers that never wait; exit code 1 on any error; writes its section of RESULTS.md
    fouten                                           disk errors and kills during migrations (strace), a full disk (a small tmpfs); Linux, needs strace and unshare
    """;

return args switch
{
    ["kill", ..] => await Kill.Run(Option("--rondes", 200), Option("--verbindingen", 32), Option("--seed", 1)),
    ["all", ..] => await All(Option("--meest", 1_000_000)),
    [var part, ..] when Kern.Parts.Contains(part) => await Kern.Run(Option("--meest", 1_000_000), [part]),
    ["zaai", var folder, ..] => await Zaaier.Run(folder, Option("--aantal", 100_000)),
    ["vloer"] => await Vloer.Run(),
    ["rapportages", ..] => await Rapportages.Run(Option("--meest", 1_000_000), Option("--uitvoer", 100_000), Option("--duckdb", 1) == 1),
    ["lussen", ..] => await Lussen.Run(),
    ["verwanten", ..] => await Verwanten.Run(Option("--meest", 1_000_000)),
    ["feeds", ..] => await Feeds.Run(Option("--aantal", 100_000), Option("--rondes", 5), Option("--gebeurtenissen", 12_500)),
    ["paginas", ..] => await Paginas.Run(Option("--aantal", 100_000), Option("--rondes", 5)),
    ["webhooks", ..] => await Webhooks.Run(Option("--berichten", 500), Option("--wachtrij", 10_000)),
    ["import", ..] => await Importeren.Run(Option("--aantal", 100_000)),
    ["postgresql", ..] => await Postgresql.Run(Option("--rondes", 20), Option("--seconden", 5)),
    ["ruis", ..] => await Ruis.Run(Option("--aantal", 100_000), Option("--lijnen", 8), Option("--zaad", 1)),
    ["stop", ..] => await StopRun.Run(Option("--verbindingen", 32), Option("--rondes", 20)),
    ["back-up", ..] => await BackUps.Run(Option("--keer", 50), Option("--per-seconde", 200), Option("--vooraf", 10_000)),
    ["grenzen", ..] => await Grenzen.Run(Option("--seconden", 45)),
    ["stroom", ..] => await StroomRun.Run(Option("--keer", 100), Option("--verbindingen", 16)),
    ["duur", ..] => await Duur.Run(Option("--minuten", 30), Option("--per-seconde", 50), Option("--aantal", 10_000), Option("--storm", 3)),
    ["fouten", ..] => await Fouten.Run(),
    _ => Usage(),
};

int Option(string name, int standard) =>
    Array.IndexOf(args, name) is >= 0 and var i && i + 1 < args.Length ? int.Parse(args[i + 1], CultureInfo.InvariantCulture) : standard;

static async Task<int> All(int most) => await Kern.Run(most, Kern.Parts) + await Rapportages.Run(most, Math.Min(most, 100_000), metDuckdb: true) + await Feeds.Run(Math.Min(most, 100_000), 3, 0)
    + await Importeren.Run(Math.Min(most, 100_000)) + await Lussen.Run();

static int Usage()
{
    Console.Error.WriteLine(Help);
    return 2;
}
