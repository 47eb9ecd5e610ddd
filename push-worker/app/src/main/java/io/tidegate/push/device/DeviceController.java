package io.tidegate.push.device;

import io.tidegate.push.request.Body;
import io.tidegate.push.request.Ids;
import io.tidegate.push.request.Problems;
import io.tidegate.push.request.RequestSettings;
import io.tidegate.push.request.Versions;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.net.URI;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.ErrorResponseException;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/** A user's devices by REST. */
@RestController
@RequestMapping("/v1/users/{user}/devices")
class DeviceController {
  private final Devices devices;
  private final RequestSettings requests;

  DeviceController(Devices devices, RequestSettings requests) {
    this.devices = devices;
    this.requests = requests;
  }

  /** A device without its secrets: of a token only the end is shown. */
  record Shown(
      UUID id,
      int version,
      String channel,
      String app,
      @Nullable String tokenEnd,
      @Nullable String locale,
      Instant registeredAt,
      Instant renewedAt) {
    static Shown of(Device device) {
      String token = device.token();
      return new Shown(
          device.id(),
          device.version(),
          device.channel(),
          device.app(),
          token == null ? null : token.substring(Math.max(0, token.length() - 6)),
          device.locale(),
          device.registeredAt(),
          device.renewedAt());
    }
  }

  /** Answered 201 for a new device, 200 for one that was there and is renewed. */
  @PostMapping(consumes = "application/json")
  ResponseEntity<Shown> register(
      @PathVariable String user,
      @RequestHeader(name = "Idempotency-Key", required = false) @Nullable String key,
      HttpServletRequest request)
      throws IOException {
    Body body = Body.read("device", request.getInputStream(), requests);
    NewDevice wanted = NewDevice.read(body.fields());
    Devices.Registered registered = devices.register(user, wanted, key, body.digest());
    Device device = registered.device();
    return (registered.created()
            ? ResponseEntity.created(URI.create("/v1/users/" + user + "/devices/" + device.id()))
            : ResponseEntity.ok())
        .eTag(Versions.tag(device.version()))
        .body(Shown.of(device));
  }

  @GetMapping
  List<Shown> list(@PathVariable String user) {
    return devices.of(user).stream().map(Shown::of).toList();
  }

  @GetMapping("/{id}")
  ResponseEntity<Shown> show(@PathVariable String user, @PathVariable String id) {
    Device device =
        Ids.read(id).flatMap(uuid -> devices.find(user, uuid)).orElseThrow(DeviceController::none);
    return ResponseEntity.ok().eTag(Versions.tag(device.version())).body(Shown.of(device));
  }

  @DeleteMapping("/{id}")
  @ResponseStatus(HttpStatus.NO_CONTENT)
  void remove(
      @PathVariable String user,
      @PathVariable String id,
      @RequestHeader(name = HttpHeaders.IF_MATCH, required = false) @Nullable String ifMatch) {
    UUID device = Ids.read(id).orElseThrow(DeviceController::none);
    if (!devices.remove(user, device, ifMatch == null ? null : Versions.required(ifMatch))) {
      throw none();
    }
  }

  private static ErrorResponseException none() {
    return Problems.problem(HttpStatus.NOT_FOUND, "the user has no such device");
  }
}
