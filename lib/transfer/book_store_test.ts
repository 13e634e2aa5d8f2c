import { assertEquals, assertThrows } from "@std/assert";
import { createHash } from "node:crypto";
import {
  BookStore,
  LARGEST_STORE_IN_MEMORY_BYTES,
  ReceiveArena,
} from "./book_store.ts";
import { joined, noise, shelfWith, without } from "./testing/shelf.ts";

/**
 * Where a store keeps what it gets. A store goes to disk for what it is told to
 * expect, so a test of that needs no large book.
 */
const PLACES = {
  memory: 1_000_000,
  disk: LARGEST_STORE_IN_MEMORY_BYTES + 1,
};

async function withStore(
  expectedBytes: number,
  use: (store: BookStore, path: string) => Promise<void> | void,
): Promise<void> {
  using shelf = shelfWith();
  const path = shelf.path("spill");
  const store = BookStore.open(expectedBytes, new ReceiveArena(), path);
  try {
    await use(store, path);
  } finally {
    store.close();
  }
}

/** Receives a book as TCP does: into the room, in reads of odd lengths. */
function receive(store: BookStore, book: Uint8Array, bufferBytes: number) {
  for (let at = 0; at < book.length;) {
    const room = store.room(Math.min(bufferBytes, book.length - at));
    const bytes = Math.min(room.length, 1 + (at % bufferBytes));
    room.set(book.subarray(at, at + bytes));
    store.filled(bytes);
    at += bytes;
  }
}

Deno.test("a book that fits goes to memory and makes no file", () => {
  using shelf = shelfWith();
  const store = BookStore.open(
    LARGEST_STORE_IN_MEMORY_BYTES,
    new ReceiveArena(),
    shelf.path("spill"),
  );
  assertEquals(store.onDisk, false);
  store.put(0, noise(1_000));
  assertEquals([...Deno.readDirSync(shelf.folder)], []);
  store.close();
});

Deno.test("a book that does not fit goes to a file, of which nothing is left", () => {
  using shelf = shelfWith();
  const path = shelf.path("spill");
  const store = BookStore.open(PLACES.disk, new ReceiveArena(), path);
  assertEquals(store.onDisk, true);
  store.put(0, noise(1_000));
  assertEquals(joined(store), noise(1_000));
  store.close();
  assertEquals([...Deno.readDirSync(shelf.folder)], []);
});

Deno.test("a file that cannot be made is an error", () => {
  assertThrows(
    () => BookStore.open(PLACES.disk, new ReceiveArena(), "/no/such/folder/x"),
    Deno.errors.NotFound,
  );
});

for (const [place, expectedBytes] of Object.entries(PLACES)) {
  for (const bufferBytes of [1, 777, 65_536, 3_000_000]) {
    Deno.test(`in ${place}: reads of up to ${bufferBytes} bytes become the book`, () =>
      withStore(expectedBytes, (store) => {
        const book = noise(bufferBytes === 1 ? 3_000 : 999_999);
        receive(store, book, bufferBytes);
        assertEquals(store.end, book.length);
        assertEquals(joined(store), book);
      }));
  }

  Deno.test(`in ${place}: room is never longer than asked for`, () =>
    withStore(expectedBytes, (store) => {
      for (const longestBytes of [1, 100, 65_536]) {
        assertEquals(store.room(longestBytes).length, longestBytes);
      }
    }));

  Deno.test(`in ${place}: pieces can come in any order and more than once`, () =>
    withStore(expectedBytes, (store) => {
      const book = noise(100_000);
      const pieces = Array.from({ length: 100 }, (_, piece) => piece);
      // every third first, then the rest backwards, then one again
      const order = [
        ...pieces.filter((piece) => piece % 3 === 0),
        ...pieces.filter((piece) => piece % 3 !== 0).reverse(),
        50,
      ];
      for (const piece of order) {
        store.put(
          piece * 1_000,
          book.slice(piece * 1_000, piece * 1_000 + 1_000),
        );
      }
      store.compact([[0, book.length]]);
      assertEquals(joined(store), book);
    }));

  Deno.test(`in ${place}: a piece that was put is a copy`, () =>
    withStore(expectedBytes, (store) => {
      const buffer = new Uint8Array([1, 2, 3]);
      store.put(0, buffer);
      buffer.fill(9);
      assertEquals([...joined(store)], [1, 2, 3]);
    }));

  Deno.test(`in ${place}: compact moves what is kept together`, () =>
    withStore(expectedBytes, (store) => {
      const book = noise(10_000);
      store.put(0, book);
      const missing: [number, number][] = [[0, 10], [500, 501], [
        9_000,
        10_000,
      ]];
      store.compact([[10, 500], [501, 9_000]]);
      assertEquals(store.end, 8_989);
      assertEquals(joined(store), without(book, missing));
    }));

  Deno.test(`in ${place}: compact keeps nothing where nothing came`, () =>
    withStore(expectedBytes, (store) => {
      store.compact([]);
      assertEquals(store.end, 0);
      assertEquals(joined(store).length, 0);
    }));

  Deno.test(`in ${place}: the description is that of the content`, () =>
    withStore(expectedBytes, (store) => {
      const text = new TextEncoder().encode("It was the best of times\n");
      receive(store, text, 5);
      assertEquals(store.describe(), {
        bytes: text.length,
        sha256: createHash("sha256").update(text).digest("hex"),
        words: 6,
      });
    }));

  Deno.test(`in ${place}: the content can be saved over a longer file`, () =>
    withStore(expectedBytes, (store, path) => {
      const copy = `${path}.copy`;
      Deno.writeFileSync(copy, new Uint8Array(1_000));
      const book = noise(300);
      receive(store, book, 100);
      store.saveAs(copy);
      assertEquals(Deno.readFileSync(copy), book);
    }));
}

Deno.test("on disk: ranges that are larger than a chunk are moved whole", () =>
  withStore(PLACES.disk, (store) => {
    const book = noise(3_500_000);
    for (let at = 0; at < book.length; at += 500_000) {
      store.put(at, book.subarray(at, at + 500_000));
    }
    store.compact([[1, 3_500_000]]);
    assertEquals(
      store.describe().sha256,
      createHash("sha256").update(book.subarray(1)).digest("hex"),
    );
  }));

Deno.test("an arena gives the same memory again and grows where it must", () => {
  const arena = new ReceiveArena();
  const first = arena.reserve(100);
  assertEquals(first.length, 100);
  assertEquals(arena.reserve(50).buffer, first.buffer);
  assertEquals(arena.reserve(200).length, 200);
});
