/**
 * What tests of traced applications and of integrations are written with.
 *
 * <ul>
 *   <li>{@link dev.traqo.testkit.FakeLlmServer} is an LLM provider inside the process;
 *   <li>{@link dev.traqo.testkit.Reply} is what it answers, with timing and faults;
 *   <li>{@link dev.traqo.testkit.LlmRequest} is what it was asked;
 *   <li>{@link dev.traqo.testkit.Outline} is a trace in one line, for assertions;
 *   <li>{@link dev.traqo.testkit.ContextContract} is what every way of tracing must pass;
 *   <li>{@link dev.traqo.testkit.LlmClientContract} is what every integration with a client of models must pass, with a
 *       {@link dev.traqo.testkit.LlmClient} around the library.
 * </ul>
 */
@NullMarked
package dev.traqo.testkit;

import org.jspecify.annotations.NullMarked;
