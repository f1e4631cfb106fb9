package dev.traqo.examples.support;

import com.anthropic.errors.AnthropicServiceException;
import com.google.genai.errors.ApiException;
import com.openai.errors.OpenAIServiceException;
import com.openai.errors.SseException;
import dev.langchain4j.exception.HttpException;
import dev.traqo.read.Json;
import dev.traqo.read.JsonException;
import java.io.EOFException;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.ConnectException;
import java.net.UnknownHostException;
import java.net.http.HttpTimeoutException;
import java.nio.channels.UnresolvedAddressException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What the exceptions of four libraries mean for a person: one line, with what to check. */
final class Refusal {

    private static final int HTTP_OK = 200;

    private Refusal() {}

    /**
     * The line, as an exception of this application's own.
     *
     * @throws RuntimeException the exception itself, if it does not come from a call of a model
     */
    static LlmException explain(Endpoint endpoint, RuntimeException e) {
        List<Throwable> causes = new ArrayList<>();
        for (Throwable cause = e; cause != null && !causes.contains(cause); cause = cause.getCause()) {
            causes.add(cause);
        }
        String line = causes.stream()
                .map(cause -> ofServer(endpoint, cause))
                .flatMap(Optional::stream)
                .findFirst()
                .or(() -> causes.stream()
                        .map(cause -> ofConnection(endpoint, cause))
                        .flatMap(Optional::stream)
                        .findFirst())
                .orElseGet(() -> ofAnswer(endpoint, e, causes));
        return new LlmException(endpoint.shownUrl() + ": " + line, e);
    }

    /** The server said no. */
    private static Optional<String> ofServer(Endpoint endpoint, Throwable cause) {
        if (cause instanceof SseException broken && broken.statusCode() == HTTP_OK) {
            return Optional.of("the model broke off: " + said(broken));
        }
        int status = status(cause);
        if (status < 0) {
            return Optional.empty();
        }
        Endpoint.Names names = endpoint.names();
        String said = said(cause);
        String remedy = switch (status) {
            case 401, 403 -> "check " + names.key();
            case 404 -> "check " + names.model() + ", and " + names.url() + ", which looks like " + names.example();
            case 429 -> "wait a little, or check the quota of the key";
            default -> "check " + names.url() + " and " + names.model() + ", or try again";
        };
        return Optional.of("HTTP " + status + (said.isEmpty() ? "" : " (" + said + ")") + "; " + remedy);
    }

    private static int status(Throwable cause) {
        if (cause instanceof OpenAIServiceException refused) {
            return refused.statusCode();
        }
        if (cause instanceof AnthropicServiceException refused) {
            return refused.statusCode();
        }
        if (cause instanceof ApiException refused) {
            return refused.code();
        }
        return cause instanceof HttpException refused ? refused.statusCode() : -1;
    }

    /** The server's own words: the message alone, where the exception has the whole body. */
    private static String said(Throwable cause) {
        String message = String.valueOf(cause.getMessage()).replaceFirst("^\\d{3}(?: [A-Z_]+\\.|:) *", "");
        try {
            return Values.text(Values.map(Values.map(Json.parse(message)), "error"), "message");
        } catch (JsonException e) {
            return message.startsWith("<") || message.equals("Unknown") ? "" : message;
        }
    }

    /** The server was not reached, or lost. */
    private static Optional<String> ofConnection(Endpoint endpoint, Throwable cause) {
        String url = endpoint.names().url();
        if (cause instanceof ConnectException
                || cause instanceof UnknownHostException
                || cause instanceof UnresolvedAddressException) {
            return Optional.of("cannot connect; check " + url);
        }
        if (cause instanceof InterruptedIOException || cause instanceof HttpTimeoutException) {
            return Optional.of("no answer in time; try again");
        }
        return cause instanceof EOFException || cause instanceof java.net.ProtocolException
                ? Optional.of("the connection was lost in the middle of an answer; try again")
                : Optional.empty();
    }

    /** An answer came that the library cannot read, or the connection failed in another way. */
    private static String ofAnswer(Endpoint endpoint, RuntimeException e, List<Throwable> causes) {
        boolean ofLibrary = Stream.of("com.openai.", "com.anthropic.", "com.google.genai.", "dev.langchain4j.")
                        .anyMatch(name -> e.getClass().getName().startsWith(name))
                || causes.stream().anyMatch(IOException.class::isInstance);
        if (!ofLibrary) {
            throw e;
        }
        Throwable last = causes.get(causes.size() - 1);
        return "the answer cannot be read (" + firstLine(last.getMessage()) + "); check "
                + endpoint.names().url() + ", or try again";
    }

    private static String firstLine(@Nullable String message) {
        return message == null ? "no reason given" : message.lines().findFirst().orElse("");
    }
}
