
'use strict';
(() => {
  const all = (selector, within = document) => [...within.querySelectorAll(selector)];
  const byId = (id) => document.getElementById(id);
  const parsed = (id) => JSON.parse(byId(id).textContent);
  const say = (text) => { byId('said').textContent = text; };

  const copy = async (source, button) => {
    const before = button.textContent;
    try {
      await navigator.clipboard.writeText(source.textContent);
      button.textContent = 'Copied';
      say('Copied');
    } catch {
      getSelection().selectAllChildren(source);
      button.textContent = 'Selected: press Ctrl+C';
      say('Selected; copy it by your keyboard');
    }
    setTimeout(() => { button.textContent = before; }, 2500);
  };
  all('[data-copy]').forEach((button) => {
    button.addEventListener('click', () => copy(byId(button.dataset.copy), button));
  });

  // Charts, in the colours of the page.
  const colour = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();
  const short = (value) => Math.abs(value) >= 1e4
    ? Intl.NumberFormat('en', { notation: 'compact', maximumFractionDigits: 1 }).format(value)
    : Intl.NumberFormat('en', { maximumSignificantDigits: 4 }).format(value);
  const paint = (chart) => {
    chart.data.datasets.forEach((curve, i) => {
      const own = colour(`--series-${i % 3 + 1}`);
      Object.assign(curve, { borderColor: own, backgroundColor: own, pointBackgroundColor: own, pointBorderColor: own });
    });
    const ink = colour('--soft');
    Object.values(chart.options.scales).forEach((scale) => {
      scale.grid.color = colour('--line');
      scale.ticks.color = scale.title.color = ink;
    });
    chart.options.plugins.legend.labels.color = ink;
    chart.update('none');
  };
  const charts = all('[data-chart]').map((canvas) => {
    const data = parsed(canvas.dataset.chart);
    const scale = (text, type) => ({
      type, title: { display: true, text }, grid: {},
      ticks: { callback: (value) => short(value), maxTicksLimit: 7, maxRotation: 0 },
    });
    const chart = new Chart(canvas, {
      type: 'line',
      data: {
        datasets: data.series.map((curve) => ({
          label: curve.name, data: curve.points.map(([x, y]) => ({ x, y })), borderWidth: curve.marked ? 2.5 : 1.5,
          pointRadius: curve.marked ? 3.5 : 0, pointHitRadius: 8, tension: 0,
        })),
      },
      options: {
        animation: false, responsive: true, maintainAspectRatio: false, parsing: false, normalized: true,
        interaction: { mode: 'nearest', axis: 'x', intersect: false },
        scales: { x: scale(data.x, 'linear'), y: { ...scale(data.y, data.log ? 'logarithmic' : 'linear'), beginAtZero: true } },
        plugins: { legend: { display: data.series.length > 1, labels: { boxWidth: 14, boxHeight: 3 } } },
      },
    });
    paint(chart);
    return chart;
  });
  matchMedia('(prefers-color-scheme: dark)').addEventListener('change', () => charts.forEach(paint));

  // Pictures that follow each other.
  const still = matchMedia('(prefers-reduced-motion: reduce)');
  all('[data-film]').forEach((film) => {
    const slider = film.querySelector('input');
    if (!slider) return;
    const { frames, plays } = parsed(film.dataset.film);
    const image = film.querySelector('img');
    const now = film.querySelector('.now');
    const button = film.querySelector('[data-play]');
    const last = frames.length - 1;
    let timer = 0;
    const show = (at) => {
      const frame = frames[at];
      slider.value = at;
      slider.setAttribute('aria-valuetext', frame.caption);
      image.src = frame.image;
      image.alt = frame.alt;
      now.textContent = frame.caption;
    };
    const stop = () => {
      clearTimeout(timer);
      timer = 0;
      button.textContent = 'Play';
      button.setAttribute('aria-pressed', 'false');
      now.setAttribute('role', 'status');
    };
    const play = () => {
      const at = Number(slider.value);
      show(at >= last ? 0 : at + 1);
      timer = setTimeout(play, at + 1 >= last ? 2000 : Math.max(120, 3000 / frames.length));
    };
    const start = () => {
      button.textContent = 'Pause';
      button.setAttribute('aria-pressed', 'true');
      // Nobody wants to hear each frame.
      now.removeAttribute('role');
      play();
    };
    button.addEventListener('click', () => (timer ? stop() : start()));
    slider.addEventListener('input', () => { stop(); show(Number(slider.value)); });
    all('[data-step]', film).forEach((step) => step.addEventListener('click', () => {
      stop();
      show(Math.max(0, Math.min(last, Number(slider.value) + Number(step.dataset.step))));
    }));
    show(last);
    if (plays && !still.matches) start();
  });

  // Samples: their order, and where each comes from.
  all('[data-gallery]').forEach((gallery) => {
    all('.samples', gallery).forEach((list) => {
      [...list.children].forEach((item, i) => { item.dataset.index = i; });
    });
    const buttons = all('[data-order]', gallery);
    buttons.forEach((button) => button.addEventListener('click', () => {
      const order = button.dataset.order;
      buttons.forEach((other) => other.setAttribute('aria-pressed', String(other === button)));
      const key = (item) => order === 'index' ? Number(item.dataset.index)
        : Number(item.firstElementChild.dataset.sure) * (order === 'least' ? 1 : -1);
      all('.samples', gallery).forEach((list) => {
        list.append(...[...list.children].sort((a, b) => key(a) - key(b)));
      });
      say(`Ordered: ${button.textContent}`);
    }));
  });
  const dialog = byId('sample');
  let open;
  const fact = ([name, value]) => {
    const term = document.createElement('dt');
    const text = document.createElement('dd');
    term.textContent = name;
    text.textContent = value;
    byId('sample-facts').append(term, text);
  };
  const neighbours = () => all('.sample', open.closest('[data-gallery]'));
  const describe = (button) => {
    open = button;
    const { command, shared } = parsed(button.closest('[data-gallery]').dataset.gallery);
    const [label, index] = button.dataset.sample.split(/:(?=[0-9]+$)/);
    const [image, second] = all('img', button);
    const beside = byId('sample-beside');
    byId('sample-name').textContent = label === 'none' ? `Sample ${index}` : `Sample ${index} of class ${label}`;
    byId('sample-image').src = image.src;
    byId('sample-image').alt = image.alt;
    beside.hidden = !second;
    if (second) {
      beside.src = second.src;
      beside.alt = second.alt;
    }
    byId('sample-facts').replaceChildren();
    JSON.parse(button.dataset.facts).forEach(fact);
    shared.forEach(fact);
    byId('sample-again').hidden = byId('sample-copy').hidden = !command;
    byId('sample-command').textContent = command.replace('{sample}', button.dataset.sample);
    const among = neighbours();
    byId('sample-earlier').disabled = among[0] === button;
    byId('sample-later').disabled = among[among.length - 1] === button;
  };
  all('.sample').forEach((button) => button.addEventListener('click', () => {
    describe(button);
    dialog.showModal();
    byId('sample-close').focus();
  }));
  const move = (step) => {
    const among = neighbours();
    const next = among[among.indexOf(open) + step];
    if (next) describe(next);
  };
  byId('sample-earlier').addEventListener('click', () => move(-1));
  byId('sample-later').addEventListener('click', () => move(1));
  byId('sample-close').addEventListener('click', () => dialog.close());
  byId('sample-copy').addEventListener('click', (event) => copy(byId('sample-command'), event.target));
  dialog.addEventListener('click', (event) => { if (event.target === dialog) dialog.close(); });
  dialog.addEventListener('keydown', (event) => {
    if (event.key === 'ArrowLeft') move(-1);
    if (event.key === 'ArrowRight') move(1);
  });
  dialog.addEventListener('close', () => open.focus());
})();
