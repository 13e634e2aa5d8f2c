/**
 * For tests: a real browser without a window.
 *
 * @module
 */

import puppeteer, { type Browser, type Page } from "puppeteer-core";

/** Where Debian's, Ubuntu's and Google's packages put the program. */
const PROGRAMS = [
  "/usr/bin/chromium",
  "/usr/bin/chromium-browser",
  "/usr/bin/google-chrome",
];

/**
 * Finds a browser.
 *
 * @returns Its path; `undefined` where none is installed.
 */
export function findBrowser(): string | undefined {
  return PROGRAMS.find((path) => {
    try {
      return Deno.statSync(path).isFile;
    } catch {
      return false;
    }
  });
}

/** Nothing but the page: no updates, no telemetry, no QUIC, no window. */
const FLAGS = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

/** What is asked inside of the browser, by the functions of `in_page.js`. */
export interface InPage {
  /** Sizes in CSS pixels, counts, and the least contrasts. */
  measure: {
    /** How much wider the page is than the window. */
    overflow: number;
    /** Charts. */
    charts: number;
    /** Tables. */
    tables: number;
    /** Height of the smallest text of a chart. */
    smallestText: number;
    /** The least contrast of any text, and where it is. */
    textContrast: { contrast: number; where: string };
    /** The least contrast of any line or symbol, and where it is. */
    markContrast: { contrast: number; where: string };
  };
  /** Texts of charts that reach over the edge. */
  cutTexts: string[];
  /** What has the keyboard's attention. */
  focused: { text: string; isSeen: boolean };
  /** Whether everything that scrolls can be reached with the keyboard and has a name. */
  scrollsByKeyboard: boolean;
  /** Parts that can be folded away, and how many of them are not. */
  foldable: { all: number; shown: number };
  /** Elements that load or run something. */
  active: number;
}

const IN_PAGE = new URL("in_page.js", import.meta.url);

/** A page in the browser. */
export class TestPage {
  readonly #page: Page;
  /** What it wrote to the console, threw, or asked in a dialog. */
  readonly messages: string[] = [];
  /** Addresses that it asked for, beside its own file. */
  readonly requests: string[] = [];

  private constructor(page: Page) {
    this.#page = page;
  }

  /**
   * Opens a file. Whatever else it asks for is refused and remembered.
   *
   * @param page An empty page of puppeteer's.
   * @param url Address of the file, beginning with `file:`.
   */
  static async open(page: unknown, url: string): Promise<TestPage> {
    const opened = new TestPage(page as Page);
    await opened.#open(url);
    return opened;
  }

  async #open(url: string): Promise<void> {
    const page = this.#page;
    page.on("console", (message) => this.messages.push(message.text()));
    page.on("pageerror", (error) => this.messages.push(String(error)));
    page.on("dialog", async (dialog) => {
      this.messages.push(dialog.message());
      await dialog.dismiss();
    });
    await page.setRequestInterception(true);
    page.on("request", async (request) => {
      if (request.url() === url) return await request.continue();
      this.requests.push(request.url());
      await request.abort();
    });
    await page.goto(url);
  }

  /**
   * Changes the window.
   *
   * @param width Its width in CSS pixels.
   * @param theme What the reader prefers.
   */
  async show(width: number, theme: "light" | "dark"): Promise<void> {
    await this.#page.setViewport({ width, height: 844 });
    await this.#page.emulateMediaFeatures([
      { name: "prefers-color-scheme", value: theme },
    ]);
  }

  /** Shows the page as it is on paper. */
  async print(): Promise<void> {
    await this.#page.emulateMediaType("print");
  }

  /** Presses the Tab key. */
  async tab(): Promise<void> {
    await this.#page.keyboard.press("Tab");
  }

  /**
   * Asks inside of the page.
   *
   * @param question Name of a function of `in_page.js`.
   * @returns What it returns.
   */
  async ask<Question extends keyof InPage>(
    question: Question,
  ): Promise<InPage[Question]> {
    const functions = await Deno.readTextFile(IN_PAGE);
    return await this.#page.evaluate(
      `${functions}; inPage.${question}()`,
    ) as InPage[Question];
  }
}

/** A browser, closed at the end of an `await using` block. */
export class TestBrowser implements AsyncDisposable {
  readonly #browser: Browser;
  readonly #profile: string;

  private constructor(profile: string, browser: unknown) {
    this.#browser = browser as Browser;
    this.#profile = profile;
  }

  /**
   * Starts a browser with a fresh profile.
   *
   * @param path Its program.
   */
  static async start(path: string): Promise<TestBrowser> {
    const profile = await Deno.makeTempDir({ prefix: "browser_" });
    try {
      const browser = await puppeteer.launch({
        executablePath: path,
        headless: true,
        userDataDir: profile,
        args: FLAGS,
      });
      return new TestBrowser(profile, browser);
    } catch (error) {
      await Deno.remove(profile, { recursive: true });
      throw error;
    }
  }

  /**
   * Opens a file.
   *
   * @param url Its address, beginning with `file:`.
   */
  async open(url: string): Promise<TestPage> {
    return await TestPage.open(await this.#browser.newPage(), url);
  }

  /** Ends the browser and removes its profile. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.#browser.close();
    await Deno.remove(this.#profile, { recursive: true });
  }
}
