package dev.traqo.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.traqo.read.Json;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StatsCommandTest {

    @TempDir
    Path dir;

    @BeforeEach
    void write() {
        Fixtures.writeAll(dir);
    }

    @Test
    void stats_byModelKindAndName() {
        Cli.Result result = Cli.launch("stats", dir.toString(), "--top", "3");

        assertThat(result.output()).isEqualTo("""
                        4 traces in 4 files · 9 spans · 2 errors · 1,300 → 365 tokens · $0.507 · 1 call without a price

                        MODEL              COUNT    P50    P95  TOTAL     IN  OUT  CACHED     COST  UNPRICED
                        house-model-7          2  1.30s  1.50s  2.80s    100   15           $0.500         1
                        gpt-4o-2024-11-20      1  1.20s  1.20s  1.20s  1,200  350     800  $0.0068

                        KIND       COUNT     P50     P95   TOTAL     IN  OUT  CACHED    COST  ERRORS  UNPRICED
                        llm            3   1.30s   1.50s   4.00s  1,300  365     800  $0.507                 1
                        agent          2   4.00s   4.00s   4.00s
                        (none)         1  2m 05s  2m 05s  2m 05s                                   1
                        chain          1   1.70s   1.70s   1.70s
                        retriever      1   400ms   400ms   400ms
                        tool           1   4.0ms   4.0ms   4.0ms                                   1

                        NAME      COUNT     P50     P95   TOTAL  ERRORS
                        load          1  2m 05s  2m 05s  2m 05s       1
                        answer        1   4.00s   4.00s   4.00s
                        research      1   1.70s   1.70s   1.70s
                        … 6 more names; --top 9 lists them all
                        """);
        assertThat(result.exitCode()).isZero();
    }

    @Test
    void stats_ofOneFile() {
        assertThat(Cli.launch("stats", dir.resolve("researcher").toString()).output())
                .startsWith("1 trace in 1 file · 1 span · 90 → 10 tokens · 1 call without a price\n");
    }

    @Test
    void stats_json() {
        Map<?, ?> stats = (Map<?, ?>)
                Json.parse(Cli.launch("stats", dir.toString(), "--json").output());

        assertThat(stats.get("files")).isEqualTo(4L);
        Map<?, ?> model = (Map<?, ?>) ((List<?>) stats.get("models")).get(0);
        assertThat(model.get("name")).isEqualTo("house-model-7");
        assertThat(model.get("p50_s")).isEqualTo(1.3);
        assertThat(model.get("p95_s")).isEqualTo(1.5);
        assertThat(model.get("cost")).isEqualTo(0.5);
        assertThat(model.get("unpriced")).isEqualTo(1L);
        assertThat((List<?>) stats.get("names")).hasSize(9);
        assertThat(((Map<?, ?>) stats.get("all")).get("count")).isEqualTo(9L);
    }

    @Test
    void stats_missing_fails() {
        Cli.Result result = Cli.launch("stats", dir + "/nowhere");
        assertThat(result.exitCode()).isEqualTo(1);
        assertThat(result.errorOutput()).startsWith("traqo: " + dir + "/nowhere: no such trace; ");
    }

    @Test
    void stats_wrongUsage_isTwo() {
        assertThat(Cli.launch("stats", "--top", "-1").exitCode()).isEqualTo(2);
    }
}
