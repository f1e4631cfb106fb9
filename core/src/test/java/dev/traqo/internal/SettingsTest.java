package dev.traqo.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.traqo.Fork;
import dev.traqo.Lines;
import dev.traqo.Tracer;
import dev.traqo.Traqo;
import dev.traqo.Warnings;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SettingsTest {

    private static final List<String> PROPERTIES = List.of(
            "traqo.disabled",
            "traqo.trace.dir",
            "traqo.capture.content",
            "traqo.flush.interval",
            "traqo.flush.threshold",
            "traqo.release",
            "traqo.auto");

    @TempDir
    Path folder;

    @AfterEach
    void clear() {
        PROPERTIES.forEach(System::clearProperty);
    }

    @Test
    void defaults() {
        assertThat(Settings.disabled()).isFalse();
        assertThat(Settings.traceDir()).isEqualTo(Path.of("traces"));
        assertThat(Settings.captureContent()).isTrue();
        assertThat(Settings.flushInterval()).isEqualTo(Duration.ofMillis(1));
        assertThat(Settings.flushThreshold()).isEqualTo(131_072);
        assertThat(Settings.release()).isNull();
        assertThat(Settings.auto()).isEqualTo(Settings.Auto.OFF);
    }

    @Test
    void properties() {
        List<String> values = List.of("yes", "/tmp/t", "off", "PT0.5S", "4096", "  1.2  ", "Root");
        for (int i = 0; i < values.size(); i++) {
            System.setProperty(PROPERTIES.get(i), values.get(i));
        }

        assertThat(Settings.disabled()).isTrue();
        assertThat(Settings.traceDir()).isEqualTo(Path.of("/tmp/t"));
        assertThat(Settings.captureContent()).isFalse();
        assertThat(Settings.flushInterval()).isEqualTo(Duration.ofMillis(500));
        assertThat(Settings.flushThreshold()).isEqualTo(4096);
        assertThat(Settings.release()).isEqualTo("1.2");
        assertThat(Settings.auto()).isEqualTo(Settings.Auto.ROOT);
    }

    @ParameterizedTest
    @CsvSource({"0, PT0S", "1, PT0.001S", "0.5, PT0.0005S", "250, PT0.25S", "PT1S, PT1S", "60000, PT1M"})
    void flushInterval_millisecondsOrIso(String text, Duration interval) {
        System.setProperty("traqo.flush.interval", text);

        assertThat(Settings.flushInterval()).isEqualTo(interval);
    }

    @ParameterizedTest
    @CsvSource({"1, true", "TRUE, true", "Yes, true", "on, true", "0, false", "false, false", "no, false", "off, false"
    })
    void disabled_words(String text, boolean disabled) {
        System.setProperty("traqo.disabled", text);

        assertThat(Settings.disabled()).isEqualTo(disabled);
    }

    @Test
    void badValues_areReportedOnceAndIgnored() {
        System.setProperty("traqo.flush.threshold", "lots");
        try (Warnings warnings = new Warnings()) {
            for (int i = 0; i < 3; i++) {
                assertThat(Settings.flushThreshold()).isEqualTo(131_072);
            }

            assertThat(warnings.messages())
                    .singleElement()
                    .asString()
                    .startsWith("TRAQO_FLUSH_THRESHOLD=lots is not understood and ignored; using 131072");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"-1", "soon", "61000", "PT2M", "-PT1S", "1e400", "NaN"})
    void flushInterval_badValuesAreTheDefault(String text) {
        System.setProperty("traqo.flush.interval", text);

        assertThat(Settings.flushInterval()).isEqualTo(Duration.ofMillis(1));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "  "})
    void blankValues_areNone(String text) {
        PROPERTIES.forEach(property -> System.setProperty(property, text));

        defaults();
    }

    @Test
    void requireInterval_andThreshold() {
        assertThat(Settings.requireInterval(Duration.ZERO)).isZero();
        assertThat(Settings.requireThreshold(1024)).isEqualTo(1024);
        assertThatThrownBy(() -> Settings.requireInterval(Duration.ofNanos(-1)))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Settings.requireThreshold(1023)).isInstanceOf(IllegalArgumentException.class);
    }

    /** Shows what a process makes of its environment, then writes a trace. */
    static final class Shows {
        public static void main(String[] args) {
            System.out.println(Traqo.isEnabled() + " " + Settings.traceDir() + " " + Settings.captureContent() + " "
                    + Settings.flushInterval() + " " + Settings.flushThreshold() + " " + Settings.release());
            try (Tracer tracer = Tracer.builder("env").open()) {
                System.out.println(tracer.isRecording() + " " + tracer.capturesContent());
            }
        }
    }

    private Fork shows() {
        return Fork.of(Shows.class)
                .env("TRAQO_TRACE_DIR", folder.resolve("from env").toString())
                .env("TRAQO_CAPTURE_CONTENT", "false")
                .env("TRAQO_FLUSH_INTERVAL", "0")
                .env("TRAQO_FLUSH_THRESHOLD", "2048")
                .env("TRAQO_RELEASE", "env-1");
    }

    @Test
    void environment_isUsed() throws Exception {
        Fork.Result result = shows().run();

        assertThat(result.out().lines())
                .containsExactly("true " + folder.resolve("from env") + " false PT0S 2048 env-1", "true false");
        try (var files = Files.list(folder.resolve("from env"))) {
            assertThat(Lines.of(files.findFirst().orElseThrow())
                            .get(0)
                            .get("release")
                            .asString())
                    .isEqualTo("env-1");
        }
    }

    @Test
    void environment_yieldsToProperties() throws Exception {
        Fork.Result result = shows().option("-Dtraqo.release=property")
                .option("-Dtraqo.flush.threshold=4096")
                .run();

        assertThat(result.out()).contains(" PT0S 4096 property");
    }

    @Test
    void environment_disables() throws Exception {
        Fork.Result result = shows().env("TRAQO_DISABLED", "1").run();

        assertThat(result.out()).startsWith("false ").endsWith("false true");
        assertThat(folder.resolve("from env")).doesNotExist();
    }

    @Test
    void environment_badValuesAreReportedOnceAndTheApplicationRuns() throws Exception {
        Fork.Result result = shows().env("TRAQO_DISABLED", "maybe")
                .env("TRAQO_FLUSH_INTERVAL", "soon")
                .run();

        assertThat(result.exit()).isZero();
        assertThat(result.out()).contains("true " + folder.resolve("from env") + " false PT0.001S 2048 env-1");
        assertThat(result.out().split("TRAQO_FLUSH_INTERVAL=soon", -1)).hasSize(2);
        assertThat(result.out().split("TRAQO_DISABLED=maybe", -1)).hasSize(2);
    }
}
