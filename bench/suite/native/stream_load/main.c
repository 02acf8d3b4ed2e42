/*
 * Clients that read streams: `stream_load <port> <request file> <streams> <seconds> <ramp ms> <chunks>`.
 *
 * So many clients begin one after the other within the ramp; each sends the request, reads its answer to the end and asks
 * again on the same connection, until the time is over; then those under way are read to their end. A chunk's text carries
 * the moment at which the upstream sent it, so that the delay of every single one is known. Prints one line of JSON.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#include "../monotonic.h"
#include "answer.h"
#include "samples.h"

#define EVENTS_MAX 512
/* How long streams under way may take to end, nanoseconds. */
#define GRACE_NS 30000000000u

struct client {
  int socket;
  uint64_t asked_ns;
  uint64_t arrived_ns;
  unsigned chunks;
  struct answer answer;
};

static struct {
  int port;
  char request[65536];
  size_t request_length;
  unsigned streams;
  uint64_t duration_ns, ramp_ns;
  unsigned chunks;
} plan;

static struct {
  unsigned long whole, failed, not_200, chunks;
  unsigned under_way;
} counts;

static struct samples first_content, chunk_delay;
static int poller;
static uint64_t end_ns;

static void hang_up(struct client *client) {
  close(client->socket);
  client->socket = -1;
}

static void fail(struct client *client) {
  counts.failed++;
  counts.under_way--;
  hang_up(client);
}

static void ask(struct client *client) {
  answer_reset(&client->answer);
  client->chunks = 0;
  client->asked_ns = monotonic_ns();
  counts.under_way++;
  ssize_t written = send(client->socket, plan.request, plan.request_length, MSG_NOSIGNAL);
  if (written != (ssize_t)plan.request_length) fail(client);
}

static void connect_and_ask(struct client *client) {
  struct sockaddr_in address = {
      .sin_family = AF_INET, .sin_port = htons((uint16_t)plan.port), .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
  int on = 1;
  client->socket = socket(AF_INET, SOCK_STREAM, 0);
  if (connect(client->socket, (struct sockaddr *)&address, sizeof address) != 0) {
    counts.failed++;
    hang_up(client);
    return;
  }
  setsockopt(client->socket, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
  struct epoll_event event = {.events = EPOLLIN, .data.ptr = client};
  epoll_ctl(poller, EPOLL_CTL_ADD, client->socket, &event);
  ask(client);
}

static void note_stamp(void *context, uint64_t stamp_ns) {
  struct client *client = context;
  if (client->chunks++ == 0) samples_add(&first_content, client->arrived_ns - client->asked_ns);
  samples_add(&chunk_delay, client->arrived_ns > stamp_ns ? client->arrived_ns - stamp_ns : 0);
  counts.chunks++;
}

/* The answer is whole: it is judged, and the client asks again unless the time is over. */
static void finish(struct client *client, bool connection_lasts) {
  counts.under_way--;
  if (!answer_is_200(&client->answer)) counts.not_200++;
  else if (client->chunks != plan.chunks) counts.failed++;
  else counts.whole++;
  bool again = client->arrived_ns < end_ns;
  if (connection_lasts && again) {
    ask(client);
    return;
  }
  hang_up(client);
  if (again) connect_and_ask(client);
}

static void hear(struct client *client) {
  static char bytes[262144];
  ssize_t count = recv(client->socket, bytes, sizeof bytes, MSG_DONTWAIT);
  client->arrived_ns = monotonic_ns();
  if (count < 0 && (errno == EAGAIN || errno == EINTR)) return;
  bool whole = client->answer.place == AT_END;
  if (count <= 0) {
    /* An error may come without a length, and end with its connection. */
    if (!whole && client->answer.status_length == 12 && !answer_is_200(&client->answer)) finish(client, false);
    else if (!whole) fail(client);
    else hang_up(client);
    return;
  }
  answer_read(&client->answer, bytes, (size_t)count, note_stamp, client);
  if (client->answer.status_length == 12 && !answer_is_200(&client->answer)) {
    if (counts.not_200 == 0) fprintf(stderr, "%.*s\n", (int)(count > 800 ? 800 : count), bytes);
    finish(client, false);
  } else if (client->answer.place == AT_END) {
    finish(client, true);
  }
}

static void print_results(uint64_t elapsed_ns) {
  double seconds = (double)elapsed_ns / 1e9;
  printf("{\"whole\":%lu,\"failed\":%lu,\"not_200\":%lu,\"chunks\":%lu,\"seconds\":%.3f,\"first_content_us\":",
         counts.whole, counts.failed, counts.not_200, counts.chunks, seconds);
  samples_print(&first_content);
  printf(",\"chunk_delay_us\":");
  samples_print(&chunk_delay);
  printf("}\n");
}

static void run(struct client *clients) {
  static struct epoll_event events[EVENTS_MAX];
  uint64_t start_ns = monotonic_ns();
  end_ns = start_ns + plan.duration_ns;
  unsigned begun = 0;
  for (;;) {
    uint64_t now = monotonic_ns();
    while (begun < plan.streams && now < end_ns && start_ns + plan.ramp_ns * begun / plan.streams <= now) {
      connect_and_ask(&clients[begun++]);
      now = monotonic_ns();
    }
    if (now >= end_ns && counts.under_way == 0) break;
    if (now >= end_ns + GRACE_NS) {
      counts.failed += counts.under_way;
      break;
    }
    int count = epoll_wait(poller, events, EVENTS_MAX, begun < plan.streams ? 1 : 20);
    for (int index = 0; index < count; index++) hear(events[index].data.ptr);
  }
  print_results(monotonic_ns() - start_ns);
}

static void read_request(const char *path) {
  FILE *file = fopen(path, "rb");
  if (file == NULL) {
    perror(path);
    exit(1);
  }
  plan.request_length = fread(plan.request, 1, sizeof plan.request, file);
  fclose(file);
}

int main(int argument_count, char **arguments) {
  if (argument_count != 7) {
    fprintf(stderr, "usage: stream_load <port> <request file> <streams> <seconds> <ramp ms> <chunks>\n");
    return 2;
  }
  signal(SIGPIPE, SIG_IGN);
  plan.port = atoi(arguments[1]);
  read_request(arguments[2]);
  plan.streams = (unsigned)atoi(arguments[3]);
  plan.duration_ns = (uint64_t)(atof(arguments[4]) * 1e9);
  plan.ramp_ns = (uint64_t)(atof(arguments[5]) * 1e6);
  plan.chunks = (unsigned)atoi(arguments[6]);
  poller = epoll_create1(0);
  struct client *clients = calloc(plan.streams, sizeof *clients);
  if (clients == NULL) return 1;
  run(clients);
  return 0;
}
