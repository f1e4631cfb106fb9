package dev.traqo.testkit;

import org.jspecify.annotations.Nullable;

/**
 * An HTTP status instead of an answer.
 *
 * @param body sent as it is; null for an error object in the shape of the endpoint, with the message in it
 */
record Failure(int status, String message, @Nullable String body) {

    Failure {
        if (status < 200 || status > 599) {
            throw new IllegalArgumentException("an HTTP status is 200 to 599, but is " + status);
        }
    }
}
