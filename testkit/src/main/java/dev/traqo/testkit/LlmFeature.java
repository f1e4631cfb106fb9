package dev.traqo.testkit;

/**
 * What a library that calls a model, or the way in which it is traced, may lack; see {@link LlmSubject#notCovered}.
 *
 * <p>What the first ones need is a method of {@link LlmClient}: a library lacks the feature exactly if its driver throws
 * {@link UnsupportedOperationException} there. The last ones are things that a span says, or else must not say.
 */
public enum LlmFeature {

    /** {@link LlmClient#stream}. */
    STREAM {
        @Override
        void probe(LlmClient client) throws Exception {
            client.stream("?", text -> {});
        }
    },

    /** {@link LlmClient#completeAsync}. */
    ASYNC {
        @Override
        void probe(LlmClient client) throws Exception {
            client.completeAsync("?").text();
        }
    },

    /** {@link LlmClient#streamAsync}. */
    ASYNC_STREAM {
        @Override
        void probe(LlmClient client) throws Exception {
            client.streamAsync("?", text -> {}).await();
        }
    },

    /** {@link LlmClient.Running#cancel}. */
    CANCEL_STREAM {
        @Override
        void probe(LlmClient client) throws Exception {
            client.streamAsync("?", text -> {}).cancel();
        }
    },

    /** {@link LlmClient#open}: streams that the application reads, closes and forgets. */
    PULL_STREAM {
        @Override
        void probe(LlmClient client) throws Exception {
            client.open("?").close();
        }
    },

    /** {@link LlmClient#completeWithTool}. */
    TOOLS {
        @Override
        void probe(LlmClient client) throws Exception {
            client.completeWithTool("?");
        }
    },

    /** {@link LlmClient#streamWithTool}. */
    STREAMED_TOOLS {
        @Override
        void probe(LlmClient client) throws Exception {
            client.streamWithTool("?");
        }
    },

    /** {@link LlmClient#completeWithImage}. */
    IMAGES {
        @Override
        void probe(LlmClient client) throws Exception {
            client.completeWithImage("?", new byte[] {1});
        }
    },

    /** The text that a model thinks: {@code reasoning} of the output. */
    REASONING,

    /** The model that answered, where it is another than was asked for. */
    ANSWERED_MODEL,

    /** Tokens of the cache and of reasoning, as far as the provider sends them. */
    TOKEN_DETAILS,

    /** {@code retries}: how often the library tried again by itself. */
    RETRIES,

    /** {@code request_id}: what the provider calls the request in a header. */
    REQUEST_ID,

    /** {@code response_id}: what the provider calls the answer. */
    RESPONSE_ID,

    /** The error of the span is the exception that the application gets, not the failure below that it is made from. */
    EXCEPTION,

    /** A future that the application cancels ends the span at once, as {@code cancelled}. */
    CANCEL_FUTURE;

    /** Does what needs the feature; the features of spans do nothing. */
    void probe(LlmClient client) throws Exception {}

    /** Whether it is a method of the driver, not something that spans say. */
    boolean isOfDriver() {
        return getClass() != LlmFeature.class;
    }

    /** Whether the driver has nothing for it. */
    boolean isLackedBy(LlmClient client) throws Exception {
        try {
            probe(client);
            return false;
        } catch (UnsupportedOperationException e) {
            return true;
        }
    }
}
