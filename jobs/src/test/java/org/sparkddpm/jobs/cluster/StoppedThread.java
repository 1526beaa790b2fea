package org.sparkddpm.jobs.cluster;

import static org.awaitility.Awaitility.await;

import com.sun.jdi.Bootstrap;
import com.sun.jdi.IncompatibleThreadStateException;
import com.sun.jdi.ObjectCollectedException;
import com.sun.jdi.ThreadReference;
import com.sun.jdi.VMDisconnectedException;
import com.sun.jdi.VirtualMachine;
import com.sun.jdi.connect.AttachingConnector;
import com.sun.jdi.connect.Connector;
import com.sun.jdi.connect.IllegalConnectorArgumentsException;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A thread of another JVM that a debugger holds while all others go on, so that a task hangs and
 * its executor's heartbeats do not; closing lets it go.
 */
final class StoppedThread implements AutoCloseable {

  /** The option of a JVM whose threads can be held; it prints its port. */
  static final String AGENT =
      "-agentlib:jdwp=transport=dt_socket,server=y,suspend=n,address=127.0.0.1:0";

  private static final Pattern PORT =
      Pattern.compile("Listening for transport dt_socket at address: (\\d+)");

  private final VirtualMachine machine;
  private final ThreadReference thread;

  private StoppedThread(VirtualMachine machine, ThreadReference thread) {
    this.machine = machine;
    this.thread = thread;
  }

  boolean isHeld() {
    return thread.isSuspended();
  }

  /** Whether the JVM that prints into this file can be held. */
  static boolean isOpen(Path output) {
    return PORT.matcher(Children.text(output)).find();
  }

  /**
   * Holds the first thread that is seen in a method of a class.
   *
   * @param output the file that the JVM prints into
   * @param type the class by its full name
   */
  static StoppedThread in(Path output, String type)
      throws IOException, IllegalConnectorArgumentsException {
    Matcher port = PORT.matcher(Children.text(output));
    if (!port.find()) {
      throw new IllegalStateException("no port in " + output);
    }
    AttachingConnector sockets =
        Bootstrap.virtualMachineManager().attachingConnectors().stream()
            .filter(each -> each.name().equals("com.sun.jdi.SocketAttach"))
            .findFirst()
            .orElseThrow();
    Map<String, Connector.Argument> arguments = sockets.defaultArguments();
    arguments.get("hostname").setValue("127.0.0.1");
    arguments.get("port").setValue(port.group(1));
    VirtualMachine machine = sockets.attach(arguments);
    try {
      ThreadReference held =
          await(type)
              .atMost(Duration.ofMinutes(2))
              .pollInterval(Duration.ofMillis(20))
              .until(() -> holdOne(machine, type), Optional::isPresent)
              .orElseThrow();
      return new StoppedThread(machine, held);
    } catch (RuntimeException e) {
      machine.dispose();
      throw e;
    }
  }

  private static Optional<ThreadReference> holdOne(VirtualMachine machine, String type) {
    return machine.allThreads().stream().filter(thread -> hold(thread, type)).findFirst();
  }

  /** A thread tells where it is only while it is held. */
  private static boolean hold(ThreadReference thread, String type) {
    try {
      thread.suspend();
      if (thread.frames().stream()
          .anyMatch(frame -> frame.location().declaringType().name().equals(type))) {
        return true;
      }
      thread.resume();
    } catch (IncompatibleThreadStateException | ObjectCollectedException e) {
      // It has ended.
    }
    return false;
  }

  @Override
  public void close() {
    try {
      machine.dispose();
    } catch (VMDisconnectedException e) {
      // Killed meanwhile, as it should be.
    }
  }
}
