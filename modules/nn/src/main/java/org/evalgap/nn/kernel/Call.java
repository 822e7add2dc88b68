package org.evalgap.nn.kernel;

/**
 * One prepared step of a program: everything it needs was bound when the program was compiled.
 *
 * @param name what it computes, for profiles
 * @param body computes it
 */
public record Call(String name, Runnable body) {

    public void run() {
        body.run();
    }
}
