/** Classes that tests weave. Each is a supplier of what its traced methods gave. */
package dev.traqo.agent.sample;
