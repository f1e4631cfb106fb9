package dev.traqo.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.openjdk.jmh.annotations.Benchmark;

class WeaveCasesTest {

    @Test
    void everyBenchmark_isARow_andEveryRowABenchmark() {
        List<String> benchmarks = new ArrayList<>();
        for (Class<?> type : List.of(WeavingBenchmark.class, CarryBenchmark.class)) {
            for (Method method : type.getMethods()) {
                if (method.isAnnotationPresent(Benchmark.class)) {
                    benchmarks.add(type.getSimpleName() + "." + method.getName());
                }
            }
        }
        assertThat(WeaveCases.all().stream().map(Case::method).distinct())
                .containsExactlyInAnyOrderElementsOf(benchmarks);
    }

    @Test
    void ids_areDistinct() {
        assertThat(WeaveCases.all().stream().map(Case::id)).doesNotHaveDuplicates();
    }

    @Test
    void agent_isInTheJvmOfEveryRow_thatExpectsIt() {
        for (Case row : WeaveCases.all()) {
            String state = row.params().getOrDefault("state", "");
            boolean expected = Arrays.asList("idle", "current").contains(state)
                    || Boolean.parseBoolean(row.params().get("woven"));
            assertThat(row.jvm().agent()).as(row.id()).isEqualTo(expected);
        }
    }
}
