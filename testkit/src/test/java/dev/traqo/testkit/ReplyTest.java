package dev.traqo.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ReplyTest {

    @Test
    void text_isCutBeforeEachWord() {
        assertThat(Reply.text("It  is a\nbug. ").content().chunks()).containsExactly("It", "  is", " a\nbug.", " ");
        assertThat(Reply.text("").content().chunks()).isEmpty();
    }

    @Test
    void chunkSize_keepsSurrogatePairsWhole() {
        Content content = Reply.text("a😀b😀").withChunkSize(2).content();

        assertThat(content.chunks()).containsExactly("a😀", "b😀");
        assertThat(content.text()).isEqualTo("a😀b😀");
    }

    @Test
    void ofSize_isExact() {
        assertThat(Reply.ofSize(100_000).content().text()).hasSize(100_000);
        assertThat(Reply.ofSize(0).content().text()).isEmpty();
    }

    @Test
    void with_leavesTheOriginalAlone() {
        Reply plain = Reply.text("x");
        plain.withHeader("a", "b");
        plain.withToolCall(ToolCall.of("t", Map.of("n", 1)));
        plain.cutAfter(1);

        assertThat(plain.headers()).isEmpty();
        assertThat(plain.content().toolCalls()).isEmpty();
        assertThat(plain.fault()).isNull();
    }

    @Test
    void toolCall_writesItsArguments() {
        assertThat(ToolCall.of("t", Map.of("n", 1.5)).arguments()).isEqualTo("{\"n\":1.5}");
    }

    @Test
    void refuses_whatCannotBe() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Reply.text("x").withChunkSize(0))
                .withMessage("the chunk size must be at least 1, but is 0");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Reply.text("x").withChunkDelay(Duration.ofMillis(-1)))
                .withMessage("a delay must not be negative, but is PT-0.001S");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Reply.text("x").hangAfter(-1))
                .withMessage("the number of chunks must be at least 0, but is -1");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Reply.text("x").cutAfter(-1))
                .withMessage("the number of chunks must be at least 0, but is -1");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Reply.status(99, ""))
                .withMessage("an HTTP status is 200 to 599, but is 99");
    }
}
