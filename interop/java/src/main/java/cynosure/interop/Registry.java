package cynosure.interop;

import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;

/** The server under test, as an operator's script sees it: over HTTP. */
final class Registry {
  static final String SERVICE = "interop.pay";

  private final HttpClient http = HttpClient.newHttpClient();
  private final String url = env("CYNOSURE_HTTP");
  private final String namespace;
  private String token = "";

  Registry(String namespace) throws Exception {
    this.namespace = namespace;
    String body = String.format("{\"name\":\"%s\",\"password\":\"%s\"}", env("CYNOSURE_ADMIN_USER"), env("CYNOSURE_ADMIN_PASSWORD"));
    token = found("\"token\": ?\"([^\"]+)\"", call("POST", url + "/core/v1/user/login", body));
  }

  /** Takes a host out of the service's traffic, or puts it back. */
  void isolate(String host, boolean isolate) throws Exception {
    String body = String.format("[{\"namespace\":\"%s\",\"service\":\"%s\",\"host\":\"%s\",\"isolate\":%s}]", namespace, SERVICE, host, isolate);
    String answer = call("PUT", url + "/naming/v1/instances/isolate/host", body);
    if (!found("\"code\": ?(\\d+)", answer).equals("200000")) throw new AssertionError("isolate=" + isolate + ": " + answer);
  }

  /** How many instances the list has under these further filters, e.g. "&healthy=true". */
  int count(String filters) throws Exception {
    String answer = call("GET", url + "/naming/v1/instances?namespace=" + encoded(namespace) + "&service=" + encoded(SERVICE) + filters, null);
    return Integer.parseInt(found("\"amount\": ?(\\d+)", answer));
  }

  /** Has the server stopped and started again on the same data and ports. */
  void restart() throws Exception {
    call("POST", env("CYNOSURE_RESTART"), "");
  }

  private String call(String method, String address, String body) throws Exception {
    HttpRequest request = HttpRequest.newBuilder(URI.create(address))
        .header("Content-Type", "application/json")
        .header("X-Polaris-Token", token)
        .method(method, body == null ? HttpRequest.BodyPublishers.noBody() : HttpRequest.BodyPublishers.ofString(body))
        .build();
    var reply = http.send(request, BodyHandlers.ofString());
    if (reply.statusCode() / 100 != 2) throw new AssertionError(method + " " + address + ": HTTP " + reply.statusCode() + ": " + reply.body());
    return reply.body();
  }

  private static String found(String pattern, String answer) {
    var match = Pattern.compile(pattern).matcher(answer);
    if (!match.find()) throw new AssertionError("no " + pattern + " in " + answer);
    return match.group(1);
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }

  static String env(String name) {
    String value = System.getenv(name);
    if (value == null || value.isEmpty()) throw new AssertionError(name + " must be set; \"npm run interop\" does");
    return value;
  }
}
