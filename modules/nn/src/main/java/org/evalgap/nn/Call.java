package org.evalgap.nn;

/**
 * One prepared step of a program: everything it needs was bound when the program was compiled.
 *
 * @param name what it computes, for profiles
 * @param body computes it
 */
record Call(String name, Runnable body) {

    void run() {
        body.run();
    }
}
