package dev.traqo.examples.support;

/** The other side did not answer: worth another attempt. */
final class ServiceUnavailableException extends Exception {

    private static final long serialVersionUID = 1;

    ServiceUnavailableException(String message) {
        super(message);
    }
}
