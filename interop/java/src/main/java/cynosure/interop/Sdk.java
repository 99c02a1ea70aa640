package cynosure.interop;

import com.tencent.polaris.api.config.Configuration;
import com.tencent.polaris.api.core.ProviderAPI;
import com.tencent.polaris.api.rpc.InstanceDeregisterRequest;
import com.tencent.polaris.api.rpc.InstanceRegisterRequest;
import com.tencent.polaris.factory.ConfigAPIFactory;
import com.tencent.polaris.factory.api.DiscoveryAPIFactory;
import java.io.BufferedReader;
import java.io.ByteArrayInputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;

/** The SDK's own default configuration, told where the registry is; and what a provider process does with it. */
final class Sdk {
  static final int TTL_SECONDS = 2;
  private static final int PORT = 9001;

  private Sdk() {}

  /** Without metrics: each context would open the same port for them, and there are several on this machine. */
  static Configuration config() {
    String yaml = String.join("\n",
        "global:",
        "  serverConnector:",
        "    addresses: [\"" + Registry.env("CYNOSURE_GRPC") + "\"]",
        "  statReporter: {enable: false, plugin: {prometheus: {type: pull, namespace: Polaris, service: polaris.pushgateway}}}",
        "  api: {timeout: 5s}",
        "consumer:",
        "  localCache: {persistEnable: false}");
    return ConfigAPIFactory.loadConfig(new ByteArrayInputStream(yaml.getBytes(StandardCharsets.UTF_8)));
  }

  /** The whole life of a provider process: it registers, lets the SDK beat, and leaves when its input ends. */
  static void beProvider(String namespace, String host) throws Exception {
    ProviderAPI provider = DiscoveryAPIFactory.createProviderAPIByConfig(config());
    var request = new InstanceRegisterRequest();
    request.setNamespace(namespace);
    request.setService(Registry.SERVICE);
    request.setHost(host);
    request.setPort(PORT);
    request.setTtl(TTL_SECONDS);
    System.out.println("registered " + provider.registerInstance(request).getInstanceId());
    // Nothing is ever sent: the read ends when the journey closes the pipe, or is gone.
    System.in.read();
    var leave = new InstanceDeregisterRequest();
    leave.setNamespace(namespace);
    leave.setService(Registry.SERVICE);
    leave.setHost(host);
    leave.setPort(PORT);
    provider.deRegister(leave);
    System.exit(0);
  }

  /** Starts a process that is a provider and returns once it is registered. */
  static Process startProvider(String namespace, String host) throws Exception {
    Process process = new ProcessBuilder(ProcessHandle.current().info().command().orElse("java"),
        "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-cp", System.getProperty("java.class.path"), "-Duser.home=" + System.getProperty("user.home"),
        "-Dorg.slf4j.simpleLogger.defaultLogLevel=error",
        Journey.class.getName(), namespace, host)
        .redirectError(ProcessBuilder.Redirect.INHERIT)
        .start();
    Runtime.getRuntime().addShutdownHook(new Thread(process::destroyForcibly));
    var lines = new BufferedReader(new InputStreamReader(process.getInputStream()));
    for (String line = lines.readLine(); line != null; line = lines.readLine()) {
      if (line.startsWith("registered ")) return process;
    }
    throw new AssertionError("the provider on " + host + " ended without registering");
  }
}
