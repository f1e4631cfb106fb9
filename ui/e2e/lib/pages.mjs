/*
 * How the tests find things: by role and name, as assistive technology does. A name that changes is changed here.
 */
import assert from 'node:assert/strict';

/** A parameter of the page's address; null if it has none of this name. */
export const parameter = (page, name) => new URL(page.url()).searchParams.get(name);

export class Shell {
  constructor(page) {
    this.page = page;
    this.heading = page.getByRole('heading', { level: 1 });
    this.search = page.getByRole('searchbox', { name: 'Search everything' });
    this.live = page.locator('.live');
    this.toasts = page.locator('.toasts');
    this.palette = page.getByRole('dialog', { name: 'Commands' });
    this.help = page.getByRole('dialog', { name: 'Keys and commands' });
    this.alerts = page.getByRole('alert');
  }

  /** `light` or `dark`, as the page draws it. */
  async theme(wanted) {
    await this.page.evaluate((value) => localStorage.setItem('traqo.theme', value), wanted);
    await this.page.reload();
  }

  /** Goes there; a browser drops keys that are pressed before it has painted something. */
  async go(address) {
    await this.page.goto(address);
    await this.page.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))));
  }

  async openPalette() {
    await this.page.keyboard.press('Control+k');
    await this.palette.waitFor();
    return this.palette.getByRole('combobox');
  }

  async openHelp() {
    await this.page.keyboard.press('?');
    await this.help.waitFor();
  }
}

export class ListPage extends Shell {
  constructor(page) {
    super(page);
    this.table = page.getByRole('table', { name: 'Traces' });
    this.links = this.table.locator('.row-link');
    this.filter = page.getByRole('searchbox', { name: /^Filter by name/ });
    this.chips = page.getByRole('group', { name: 'Active filters' });
    this.folders = page.getByRole('navigation', { name: 'Folders' });
    this.histogram = page.getByRole('region', { name: 'Traces over time' });
    this.selection = page.getByRole('region', { name: 'Selected traces' });
  }

  async open(address) {
    await this.go(address);
    return this;
  }

  row(name) {
    return this.table.getByRole('row').filter({ has: this.page.getByRole('link', { name, exact: true }) });
  }

  trace(name) {
    return this.table.getByRole('link', { name, exact: true });
  }

  /** Names in the order in which they stand, of those that are mounted. */
  names() {
    return this.links.allTextContents();
  }

  /** Opens the panel behind a button of the filter bar. */
  async panel(name) {
    await this.page
      .getByRole('group', { name: 'Filters' })
      .getByRole('button', { name: new RegExp(`^${name}`) })
      .click();
    return this.page.getByRole('dialog', { name: `Filter by ${name.toLowerCase()}` });
  }

  async sortBy(column) {
    await this.table.getByRole('columnheader', { name: column }).getByRole('button').click();
  }
}

const VIEWS = ['Tree', 'Flame', 'Chat', 'Log', 'Stats'];

export class TracePage extends Shell {
  constructor(page) {
    super(page);
    this.tree = page.getByRole('treegrid', { name: 'Spans' });
    this.rows = this.tree.locator('[role=row][aria-level]');
    this.views = page.getByRole('tablist', { name: 'Views' });
    this.filter = page.getByRole('searchbox', { name: /filter/i });
    this.detail = page.locator('#detail, .detail').first();
    this.summary = page.locator('.summary');
    this.minimap = page.getByRole('slider', { name: /Part of the time/ });
    this.flame = page.getByRole('img', { name: /flame/i });
    // Its picture, without the bar that scrolls it.
    this.canvas = this.flame.locator('canvas');
    this.banners = page.locator('.banner');
  }

  async open(address) {
    await this.go(address);
    await this.ready();
    return this;
  }

  async ready() {
    await this.rows.filter({ visible: true }).first().waitFor();
  }

  /** The row whose name begins so. */
  row(name) {
    return this.rows.filter({
      has: this.page
        .locator('.tree-label')
        .filter({ hasText: name instanceof RegExp ? name : new RegExp(`^${escaped(name)}$`) }),
    });
  }

  async view(name) {
    assert.ok(VIEWS.includes(name));
    await this.views.getByRole('tab', { name: new RegExp(`^${name}`) }).click();
  }

  /** Labels of the rows that are mounted, from top to bottom. */
  async labels() {
    return this.tree.evaluate((tree) =>
      [...tree.querySelectorAll('[role=row][aria-level]')]
        .filter((row) => row.checkVisibility())
        .sort((a, b) => Number(a.getAttribute('aria-rowindex')) - Number(b.getAttribute('aria-rowindex')))
        .map((row) => row.querySelector('.tree-label')?.textContent ?? ''),
    );
  }

  /** Label of the row that is selected; null if none. */
  async selected() {
    return this.tree.evaluate(
      (tree) => tree.querySelector('[role=row][aria-selected=true] .tree-label')?.textContent ?? null,
    );
  }

  /** Rows that there are, mounted or not. */
  async count() {
    return Number(await this.tree.getAttribute('aria-rowcount')) - 1;
  }

  async select(name) {
    await this.row(name).first().locator('.tree-label').click();
    await this.detail
      .getByRole('heading', { name: name instanceof RegExp ? name : new RegExp(escaped(name)) })
      .first()
      .waitFor();
    // The heading is there at once; what the file says comes a moment later, or a word that it does not.
    await this.detail.locator('[role=tablist], .notice').first().waitFor();
  }
}

const escaped = (text) => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
