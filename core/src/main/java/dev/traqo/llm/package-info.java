/**
 * What integrations with libraries that call language models are written with: {@link dev.traqo.llm.LlmCall} records one
 * call, whatever the library; the integration says when it begins, what came, and how it ended.
 *
 * <p>Applications do not need this package, unless they call a model over HTTP by themselves.
 */
@NullMarked
package dev.traqo.llm;

import org.jspecify.annotations.NullMarked;
