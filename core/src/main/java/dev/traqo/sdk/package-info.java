/**
 * SDKs whose clients are interfaces all through, as those of OpenAI and Anthropic are: {@link dev.traqo.sdk.ServiceProxy}
 * stands before a client, {@link dev.traqo.sdk.Sdk} says what is what in one SDK. No SDK is needed to compile it.
 *
 * <p>For integrations; applications do not need this package.
 */
@NullMarked
package dev.traqo.sdk;

import org.jspecify.annotations.NullMarked;
