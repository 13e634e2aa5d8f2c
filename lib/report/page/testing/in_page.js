/**
 * For tests: what a reader would see of the page, asked inside of the browser. Plain
 * JavaScript, because the rest of the project has no types of a document.
 */
globalThis.inPage = {
  /** Sizes, counts and contrasts. */
  measure() {
    const charts = [...document.querySelectorAll("svg.chart")];
    return {
      overflow: document.documentElement.scrollWidth - innerWidth,
      charts: charts.length,
      tables: document.querySelectorAll("table").length,
      smallestText: Math.min(...charts.flatMap((svg) => {
        const scale = svg.getBoundingClientRect().width /
          svg.viewBox.baseVal.width;
        return [...svg.querySelectorAll("text")].map((text) =>
          parseFloat(getComputedStyle(text).fontSize) * scale
        );
      })),
      textContrast: leastContrast(
        "p, li, dt, dd, th, td, caption, h1, h2, h3, a, small, summary, .badge, svg.chart text",
        (style, element) =>
          element instanceof SVGElement ? style.fill : style.color,
      ),
      markContrast: leastContrast(
        "svg.chart .mark-line path, .key path",
        ({ fill, stroke }) => stroke === "none" ? fill : stroke,
      ),
    };
  },

  /** Texts of charts that reach over the edge. */
  cutTexts() {
    return [...document.querySelectorAll("svg.chart")].flatMap((svg) => {
      const room = svg.getBoundingClientRect();
      return [...svg.querySelectorAll("text")].filter((text) => {
        const { left, right, top, bottom } = text.getBoundingClientRect();
        return left < room.left - 1 || right > room.right + 1 ||
          top < room.top - 1 || bottom > room.bottom + 1;
      }).map((text) => text.textContent);
    });
  },

  /** What has the keyboard's attention. */
  focused() {
    const { textContent, isConnected } = document.activeElement;
    const { left } = document.activeElement.getBoundingClientRect();
    return { text: isConnected ? textContent : "", isSeen: left >= 0 };
  },

  /** Whether everything that scrolls can be reached with the keyboard and has a name. */
  scrollsByKeyboard() {
    return [...document.querySelectorAll(".scroll")].every((
      { tabIndex, ariaLabel },
    ) => tabIndex === 0 && ariaLabel);
  },

  /** Parts that can be folded away, and how many of them are not. */
  foldable() {
    const parts = [...document.querySelectorAll("details > :not(summary)")];
    return {
      all: parts.length,
      shown: parts.filter((part) => part.checkVisibility()).length,
    };
  },

  /** Elements that load or run something. */
  active() {
    return document.querySelectorAll("script, img, iframe, object").length;
  },
};

/** The least contrast of some elements' colour to what is behind them, and where it is. */
function leastContrast(selector, colourOf) {
  let least = { contrast: Infinity, where: "" };
  for (const element of document.querySelectorAll(selector)) {
    const found = contrast(
      colourOf(getComputedStyle(element), element),
      backgroundOf(element),
    );
    if (found < least.contrast) {
      least = { contrast: found, where: element.outerHTML.slice(0, 200) };
    }
  }
  return least;
}

/** WCAG 2.2, "contrast ratio". */
function contrast(one, other) {
  const [dark, light] = [luminance(one), luminance(other)].sort((a, b) =>
    a - b
  );
  return (light + 0.05) / (dark + 0.05);
}

/** WCAG 2.2, "relative luminance". */
function luminance(colour) {
  const [red, green, blue] = colour.match(/[\d.]+/g).map((channel) => {
    const share = Number(channel) / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

/** The first colour behind an element that is not transparent. */
function backgroundOf(element) {
  for (let at = element; at; at = at.parentElement) {
    const { backgroundColor } = getComputedStyle(at);
    if (!backgroundColor.endsWith(", 0)")) return backgroundColor;
  }
  return "rgb(255, 255, 255)";
}
