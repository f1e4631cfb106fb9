package dev.traqo.agent;

import static org.assertj.core.api.Assertions.assertThat;

import dev.traqo.agent.sample.Flow;
import dev.traqo.agent.sample.Parameters;
import dev.traqo.agent.sample.Results;
import dev.traqo.agent.sample.Types;
import dev.traqo.internal.Context;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Supplier;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WovenClassTest {

    @TempDir
    Path folder;

    @ParameterizedTest
    @ValueSource(classes = {Results.class, Parameters.class, Flow.class, Types.class})
    void behavesAsBefore_noTrace(Class<?> sample) throws Exception {
        assertThat(run(sample, true)).isEqualTo(run(sample, false)).isNotEmpty();
    }

    @ParameterizedTest
    @ValueSource(classes = {Results.class, Parameters.class, Flow.class, Types.class})
    void behavesAsBefore_insideATrace(Class<?> sample) throws Exception {
        List<String> plain = run(sample, false);
        Recorded.of(folder, () -> assertThat(run(sample, true)).isEqualTo(plain));
    }

    @ParameterizedTest
    @ValueSource(classes = {Results.class, Parameters.class, Flow.class, Types.class})
    void recordsWhatEachCallGave_insideATrace(Class<?> sample) throws Exception {
        List<String> plain = run(sample, false);
        Recorded recorded = Recorded.of(folder, () -> run(sample, true));
        assertThat(recorded.spans()).extracting(Object::toString).containsExactlyElementsOf(plain);
    }

    @ParameterizedTest
    @ValueSource(classes = {Results.class, Parameters.class, Flow.class, Types.class})
    void leavesCurrentWhatWasCurrent(Class<?> sample) throws Exception {
        Recorded.of(folder, () -> {
            Object before = Context.current();
            run(sample, true);
            assertThat(Context.current()).isSameAs(before).isNotNull();
            return null;
        });
    }

    @SuppressWarnings("unchecked")
    private static List<String> run(Class<?> sample, boolean woven) throws Exception {
        Class<?> type = Class.forName(sample.getName(), true, new Weaving(sample.getPackageName() + ".", woven));
        return ((Supplier<List<String>>) type.getConstructor().newInstance()).get();
    }
}
