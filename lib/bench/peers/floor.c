/* The floor: one TCP download over loopback with blocking send(2) and recv(2) and
 * nothing else. The convention is that of ../line_peer.ts.
 *
 * cc -O2 -o floor floor.c
 * ./floor serve tcp FILE
 * ./floor fetch tcp
 */
#include <netinet/in.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

static void fail(const char *what) {
  perror(what);
  exit(1);
}

static struct sockaddr_in loopback(int port) {
  struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons(port)};
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  return address;
}

/* Puts the whole file into memory. */
static char *content_of(const char *path, size_t *bytes) {
  FILE *file = fopen(path, "rb");
  struct stat status;
  if (file == NULL || fstat(fileno(file), &status) != 0) fail(path);
  *bytes = status.st_size;
  char *content = malloc(*bytes + 1);
  if (content == NULL || fread(content, 1, *bytes, file) != *bytes) fail(path);
  fclose(file);
  return content;
}

/* Waits for a client; ends the process with its stdin. */
static void until_stdin_ends(int listener) {
  struct pollfd waiting[] = {{listener, POLLIN, 0}, {STDIN_FILENO, POLLIN, 0}};
  while (1) {
    char byte;
    if (poll(waiting, 2, -1) < 0) fail("poll");
    if (waiting[1].revents != 0 && read(STDIN_FILENO, &byte, 1) <= 0) exit(0);
    if (waiting[0].revents != 0) return;
  }
}

static void serve(const char *path) {
  size_t bytes;
  const char *content = content_of(path, &bytes);
  int listener = socket(AF_INET, SOCK_STREAM, 0);
  struct sockaddr_in address = loopback(0);
  socklen_t length = sizeof address;
  if (bind(listener, (struct sockaddr *)&address, sizeof address) != 0) fail("bind");
  if (listen(listener, 1) != 0) fail("listen");
  if (getsockname(listener, (struct sockaddr *)&address, &length) != 0) fail("getsockname");
  printf("%d\n", ntohs(address.sin_port));
  fflush(stdout);
  while (1) {
    until_stdin_ends(listener);
    int client = accept(listener, NULL, NULL);
    if (client < 0) fail("accept");
    char request[32] = "";
    if (recv(client, request, sizeof request - 1, 0) > 0) {
      size_t buffer = strtoul(request, NULL, 10);
      for (size_t sent = 0; sent < bytes;) {
        size_t left = bytes - sent;
        ssize_t count = send(client, content + sent, left < buffer ? left : buffer, MSG_NOSIGNAL);
        if (count <= 0) break;
        sent += count;
      }
    }
    close(client);
  }
}

static void fetch(int port, size_t buffer_bytes) {
  char *buffer = malloc(buffer_bytes);
  struct sockaddr_in address = loopback(port);
  struct timespec start, end;
  size_t received = 0;
  ssize_t count;
  char request[32];
  int length = snprintf(request, sizeof request, "%zu\n", buffer_bytes);
  clock_gettime(CLOCK_MONOTONIC, &start);
  int server = socket(AF_INET, SOCK_STREAM, 0);
  if (connect(server, (struct sockaddr *)&address, sizeof address) != 0) fail("connect");
  if (send(server, request, length, 0) != length) fail("send");
  while ((count = recv(server, buffer, buffer_bytes, 0)) > 0) received += count;
  clock_gettime(CLOCK_MONOTONIC, &end);
  if (count < 0) fail("recv");
  close(server);
  free(buffer);
  printf("%zu %.9f\n", received,
         end.tv_sec - start.tv_sec + (end.tv_nsec - start.tv_nsec) / 1e9);
  fflush(stdout);
}

int main(int argc, char **argv) {
  if (argc == 4 && strcmp(argv[1], "serve") == 0) serve(argv[3]);
  int port;
  size_t buffer_bytes;
  while (scanf("%d %zu", &port, &buffer_bytes) == 2) fetch(port, buffer_bytes);
  return 0;
}
