/* Charts drawn by ECharts from JSON in the page, in the colours of the theme.

   <figure data-chart="KIND" aria-label="..."> holds a .c-chart-canvas and a JSON script:
   consumption  {labels, values, estimated: [bool], previous, unit}
   billed       {labels, billed, collected, ratios, unit}
   bars         {labels, values, tones, unit}
   lines        {labels, series: [{name, values, tone}], unit}
   The same figures go into a hidden table: the chart's twin for who does not see it.
   Canvas and not SVG, and tooltips as drawn text: both without inline styles. */
(() => {
  "use strict";
  const charts = new Map();
  const number = new Intl.NumberFormat("es-MX", { maximumFractionDigits: 2 });
  const token = (name) => getComputedStyle(document.documentElement).getPropertyValue(`--c-${name}`).trim();

  function palette() {
    return {
      ink: token("ink"), ink2: token("ink-2"), muted: token("muted"), line: token("line"),
      hairline: token("hairline"), card: token("card"), first: token("chart-1"),
      second: token("chart-2"), previous: token("chart-line"),
    };
  }

  function frame(colour, data) {
    const text = { color: colour.muted, fontFamily: "Inter Variable, system-ui, sans-serif", fontSize: 11 };
    return {
      animation: false,
      textStyle: { fontFamily: text.fontFamily },
      grid: { left: 4, right: 4, top: 24, bottom: 2, containLabel: true },
      tooltip: {
        trigger: "axis", renderMode: "richText", confine: true, backgroundColor: token("desk"), borderWidth: 0,
        textStyle: { color: "#fff", fontSize: 12, fontFamily: text.fontFamily },
        axisPointer: { type: "none" },
        valueFormatter: (value) => (value == null ? "–" : `${number.format(value)} ${data.unit ?? ""}`.trim()),
      },
      xAxis: {
        type: "category", data: data.labels, axisTick: { show: false },
        axisLine: { lineStyle: { color: colour.line } },
        axisLabel: { ...text, interval: 0, hideOverlap: true },
      },
      yAxis: {
        type: "value", splitNumber: 3, axisLabel: { ...text, formatter: (value) => number.format(value) },
        splitLine: { lineStyle: { color: colour.hairline } },
      },
    };
  }

  function label(colour, formatter) {
    return {
      show: true, position: "top", distance: 4, color: colour.ink, fontSize: 12, fontWeight: 600, formatter,
      textBorderColor: colour.card, textBorderWidth: 4,
    };
  }

  const corners = { borderRadius: [3, 3, 0, 0] };

  /* Estimated bars are hatched in the colour of the measured ones: a word of their own in the table. */
  function hatched(colour) {
    return {
      color: colour.card, borderColor: colour.first, borderWidth: 1.25, ...corners,
      decal: {
        symbol: "rect", color: colour.first, dashArrayX: [1, 0], dashArrayY: [2, 3], rotation: -Math.PI / 4,
      },
    };
  }

  const kinds = {
    consumption(data, colour) {
      const bars = data.values.map((value, at) => ({
        value, itemStyle: data.estimated?.[at] ? hatched(colour) : { color: colour.first, ...corners },
      }));
      const series = [{
        type: "bar", name: "Consumo", data: bars, barWidth: "46%", barMaxWidth: 56, z: 3, label: { ...label(colour), z: 5 },
      }];
      if (data.previous) {
        series.unshift({
          type: "line", name: "Año anterior", data: data.previous, symbol: "none", z: 2,
          lineStyle: { color: colour.previous, width: 1.5 }, itemStyle: { color: colour.previous },
        });
      }
      return { ...frame(colour, data), series };
    },

    billed(data, colour, isNarrow) {
      const bar = (name, values, fill, extra) => ({
        type: "bar", name, data: values, barWidth: "30%", barMaxWidth: 56, barGap: "8%", itemStyle: { color: fill, ...corners }, ...extra,
      });
      // The ratio stands over the taller of the pair instead of on a second axis; where months stand close,
      // without its sign.
      const shown = (text) => (isNarrow ? text.replace(" %", "") : text);
      const isOver = (at) => data.collected[at] > data.billed[at];
      const ratio = (overCollected, shift) => ({
        label: {
          ...label(colour, ({ dataIndex: at }) => (
            isOver(at) === overCollected ? shown(data.ratios?.[at] ?? "") : ""
          )),
          offset: [isNarrow ? shift * 0.4 : shift, 0],
        },
      });
      return {
        ...frame(colour, data),
        series: [
          bar("Facturado", data.billed, colour.second, ratio(false, 10)),
          bar("Cobrado", data.collected, colour.first, ratio(true, -10)),
        ],
      };
    },

    bars(data, colour) {
      const bars = data.values.map((value, at) => ({
        value, itemStyle: { color: token(`chart-${data.tones?.[at] ?? "1"}`), ...corners },
      }));
      const series = [{
        type: "bar", name: data.name ?? "", data: bars, barWidth: "82%",
        label: { ...label(colour, ({ value }) => number.format(value)), fontWeight: 500, fontSize: 11 },
      }];
      // Each bar prints its value, so an axis of values would say it twice.
      const base = frame(colour, data);
      return { ...base, yAxis: { ...base.yAxis, show: false }, series };
    },

    lines(data, colour) {
      const series = data.series.map(({ name, values, tone }) => ({
        type: "line", name, data: values, symbol: "none",
        lineStyle: { color: token(`chart-${tone}`), width: 2 }, itemStyle: { color: token(`chart-${tone}`) },
      }));
      return { ...frame(colour, data), series };
    },
  };

  function columns(data) {
    if (data.series) return data.series.map(({ name, values }) => [name, values]);
    if (data.billed) return [["Facturado", data.billed], ["Cobrado", data.collected], ["Razón", data.ratios ?? []]];
    const shown = data.values.map((value, at) => (data.estimated?.[at] ? `${value} (estimado)` : value));
    return [[data.name ?? data.unit ?? "Valor", shown], ...(data.previous ? [["Año anterior", data.previous]] : [])];
  }

  function row(cells, tag) {
    const line = document.createElement("tr");
    line.append(...cells.map((text) => {
      const cell = document.createElement(tag);
      cell.textContent = text ?? "–";
      return cell;
    }));
    return line;
  }

  function twin(figure, data) {
    const table = document.createElement("table");
    table.className = "visually-hidden";
    const names = columns(data);
    table.createCaption().textContent = figure.getAttribute("aria-label");
    table.createTHead().append(row(["Periodo", ...names.map(([name]) => name)], "th"));
    table.createTBody().append(
      ...data.labels.map((text, at) => row([text, ...names.map(([, values]) => values[at])], "td")),
    );
    figure.append(table);
  }

  /* Whether a label of four letters over each column would touch the next one. */
  const narrow = (figure, data) => figure.clientWidth < 40 * data.labels.length;

  function draw(figure) {
    const data = JSON.parse(figure.querySelector("script[type='application/json']").textContent);
    const canvas = figure.querySelector(".c-chart-canvas");
    const chart = window.echarts.init(canvas, null, { renderer: "canvas" });
    chart.setOption(kinds[figure.dataset.chart](data, palette(), narrow(figure, data)));
    new ResizeObserver(() => chart.resize()).observe(canvas);
    if (!figure.querySelector("table")) twin(figure, data);
    charts.set(figure, { chart, data });
  }

  function drawIn(root) {
    const figures = root.matches?.("[data-chart]") ? [root] : root.querySelectorAll("[data-chart]");
    figures.forEach((figure) => { if (!charts.has(figure)) draw(figure); });
  }

  document.addEventListener("caudal:theme", () => {
    for (const [figure, { chart, data }] of charts) {
      chart.setOption(kinds[figure.dataset.chart](data, palette(), narrow(figure, data)), true);
    }
  });

  document.addEventListener("htmx:load", (event) => drawIn(event.detail.elt));
  // Canvas text does not change when the font arrives later.
  document.fonts.ready.then(() => drawIn(document));
})();
