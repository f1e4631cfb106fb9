package dev.traqo.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.EnumSet;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestReporter;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * What every integration with a library that calls a model must pass; a test class of the integration implements
 * {@link LlmSubject} and inherits the tests.
 *
 * <p>Each test makes the same calls twice, of two servers that answer alike: with the library as it is, and with the
 * library traced. The application must see the same (the pieces of text, the exceptions with their causes and messages),
 * and the servers must be asked the same, byte by byte. Then the trace is read: it is valid, no span is open, each call
 * has its parent, and what it says is what the server has sent, to the number.
 *
 * <p>What a library {@linkplain LlmSubject#notCovered lacks} is declared with a reason, reported, and has to be true.
 */
@Timeout(180)
public interface LlmClientContract
        extends LlmAnswerContract, LlmStreamContract, LlmFailureContract, LlmContextContract, LlmSettingsContract {

    /** The declaration of {@link #notCovered} is exact, and appears in the report. */
    @Test
    default void notCovered_isWhatTheDriverLacks(@TempDir Path folder, TestReporter reporter) throws Exception {
        notCovered().forEach((feature, reason) -> reporter.publishEntry("not covered: " + feature, reason));
        assertThat(notCovered().values())
                .allSatisfy(reason ->
                        assertThat(reason).as("a reason in a sentence").contains(" "));
        Set<LlmFeature> lacking = EnumSet.noneOf(LlmFeature.class);
        Set<LlmFeature> declared = EnumSet.noneOf(LlmFeature.class);
        try (FakeLlmServer server = FakeLlmServer.start();
                LlmClient client = plain(server)) {
            server.answer(request -> Reply.text("!"));
            for (LlmFeature feature : LlmFeature.values()) {
                if (feature.isLackedBy(client)) {
                    lacking.add(feature);
                }
                if (notCovered().containsKey(feature) && feature.isOfDriver()) {
                    declared.add(feature);
                }
            }
        }
        assertThat(declared).isEqualTo(lacking);
    }
}
