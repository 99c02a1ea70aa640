package cynosure.interop;

import com.tencent.polaris.api.core.ConsumerAPI;
import com.tencent.polaris.api.pojo.Instance;
import com.tencent.polaris.api.pojo.ServiceChangeEvent;
import com.tencent.polaris.api.rpc.GetOneInstanceRequest;
import com.tencent.polaris.api.rpc.WatchServiceRequest;
import com.tencent.polaris.factory.api.DiscoveryAPIFactory;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;

/**
 * Drives the registry with the published polaris-java SDK, unmodified, as its users do: providers in processes of
 * their own register and beat, a consumer picks and watches, an operator takes a host out of traffic, the server is
 * restarted in between. The same journey as ../go; interop/run.ts starts a server and sets the environment.
 */
public final class Journey {
  private static final Duration TTL = Duration.ofSeconds(Sdk.TTL_SECONDS);
  /** The SDK asks for a service every 2 s; a cold process on a busy machine takes its time. */
  private static final Duration SEEN_WITHIN = Duration.ofSeconds(15);
  /** Killed right after a beat, a provider is heard of last at that moment; killed right before the next, a ttl earlier. */
  private static final Duration DEAD_AT_LEAST = TTL.multipliedBy(2).minusMillis(500);
  private static final Duration DEAD_AT_MOST = TTL.multipliedBy(3).plusSeconds(2);
  /** Addresses are names only: nothing listens there and nobody calls them. */
  private static final String FIRST = "127.0.0.11";
  private static final String SECOND = "127.0.0.12";
  private static final String NAME = "AnIsolatedHostIsNotPickedUntilItIsLiftedAndADeadOneTurnsUnhealthy";

  private final String namespace = "interop-java-" + UUID.randomUUID().toString().substring(0, 8);
  private final Registry registry = new Registry(namespace);
  /** What the watch was told. */
  private final List<ServiceChangeEvent> told = new CopyOnWriteArrayList<>();
  private ConsumerAPI consumer = DiscoveryAPIFactory.createConsumerAPIByConfig(Sdk.config());

  private Journey() throws Exception {}

  public static void main(String[] args) throws Exception {
    if (args.length == 2) Sdk.beProvider(args[0], args[1]);
    int code = 0;
    try {
      new Journey().play();
      System.out.println("--- PASS: " + NAME);
    } catch (Throwable failure) {
      failure.printStackTrace();
      System.out.println("--- FAIL: " + NAME);
      code = 1;
    }
    // Threads of the SDK would keep the process.
    System.exit(code);
  }

  private void play() throws Exception {
    Process first = Sdk.startProvider(namespace, FIRST);
    Process second = Sdk.startProvider(namespace, SECOND);
    say("both providers are picked");
    picked(FIRST, SECOND);
    watch();

    say("the first one's host is isolated over HTTP");
    registry.isolate(FIRST, true);
    picked(SECOND);
    told("that it is isolated", event -> event.getUpdateInstances().stream().map(ServiceChangeEvent.OneInstanceUpdate::getAfter)
        .anyMatch(one -> one.getHost().equals(FIRST) && one.isIsolated()));
    if (registry.count("&isolate=true&healthy=true&host=" + FIRST) != 1) throw new AssertionError("it should be isolated, and healthy, as it beats on");

    say("the server is restarted: what it knew it knows");
    registry.restart();
    if (registry.count("&isolate=true&healthy=true&host=" + FIRST) != 1) throw new AssertionError("the restart lost the isolation");
    // The providers go on. A consumer of this release may not: a question that is refused while its stream is still
    // being set up is never asked again (SpecStreamClient starts a timer that the refusal has ended), whatever server.
    consumer.destroy();
    consumer = DiscoveryAPIFactory.createConsumerAPIByConfig(Sdk.config());
    picked(SECOND);
    watch();

    say("and the host is lifted");
    registry.isolate(FIRST, false);
    picked(FIRST, SECOND);
    told("that it is lifted", event -> event.getUpdateInstances().stream().map(ServiceChangeEvent.OneInstanceUpdate::getAfter)
        .anyMatch(one -> one.getHost().equals(FIRST) && !one.isIsolated()));

    say("its process is killed");
    first.destroyForcibly().waitFor();
    long killedAt = System.nanoTime();
    within(DEAD_AT_MOST, "the killed provider is unhealthy", () -> registry.count("&healthy=false&host=" + FIRST) == 1);
    Duration took = Duration.ofNanos(System.nanoTime() - killedAt);
    if (took.compareTo(DEAD_AT_LEAST) < 0) throw new AssertionError("called unhealthy after " + took + ", before three beats were missed");
    picked(SECOND);
    if (registry.count("&healthy=true&host=" + SECOND) != 1) throw new AssertionError("the other provider beats and must be healthy");

    say("the other one leaves in an orderly way");
    second.getOutputStream().close();
    if (!second.waitFor(20, TimeUnit.SECONDS) || second.exitValue() != 0) throw new AssertionError("the provider could not leave");
    within(SEEN_WITHIN, "the provider that left is gone from the list", () -> registry.count("") == 1);
    told("that it left", event -> event.getDeleteInstances().stream().anyMatch(one -> one.getHost().equals(SECOND)));
  }

  private void watch() {
    consumer.watchService(WatchServiceRequest.builder()
        .namespace(namespace)
        .service(Registry.SERVICE)
        .listeners(List.of(told::add))
        .build());
  }

  private interface Fits {
    boolean fits(ServiceChangeEvent event);
  }

  private void told(String what, Fits wanted) throws Exception {
    within(SEEN_WITHIN, "the watch was told " + what, () -> told.stream().anyMatch(wanted::fits));
    told.clear();
  }

  /** Waits until exactly these hosts are what a hundred picks in a row come to. */
  private void picked(String... hosts) throws Exception {
    Set<String> wanted = Set.of(hosts);
    within(SEEN_WITHIN, wanted + " are picked", () -> wanted.equals(hundredPicks()));
  }

  private Set<String> hundredPicks() {
    Set<String> found = new TreeSet<>();
    var request = new GetOneInstanceRequest();
    request.setNamespace(namespace);
    request.setService(Registry.SERVICE);
    try {
      for (int n = 0; n < 100; n++) for (Instance one : consumer.getOneInstance(request).getInstances()) found.add(one.getHost());
    } catch (RuntimeException error) {
      say("getOneInstance: " + error.getMessage());
    }
    return found;
  }

  private static void within(Duration limit, String what, Callable<Boolean> fits) throws Exception {
    for (long end = System.nanoTime() + limit.toNanos(); System.nanoTime() < end; Thread.sleep(50)) if (fits.call()) return;
    throw new AssertionError("not within " + limit + ": " + what);
  }

  private static void say(String what) {
    System.out.println(what);
  }
}
