/** What woven classes of the JDK call. Defined in the bootstrap class loader; knows nothing but the JDK. */
package dev.traqo.agent.boot;
