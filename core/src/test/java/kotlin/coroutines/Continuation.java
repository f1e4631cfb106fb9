package kotlin.coroutines;

/** Stands for Kotlin's: only its name matters here. */
public interface Continuation {}
