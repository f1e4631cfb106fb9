/** Traces LangChain4j. */
@NullMarked
package dev.traqo.langchain4j;

import org.jspecify.annotations.NullMarked;
