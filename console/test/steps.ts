// What a person does at the console, by role and label, as several journeys need it.
import type { Locator, Page } from 'playwright-core';

/** Answers the dialog that asks why; it is open. */
export async function choosePurpose(
  page: Page,
  { purpose, reference }: { purpose: string | RegExp; reference?: string },
): Promise<void> {
  const dialog = page.getByRole('dialog', { name: /^(选择办理目的|State the purpose)$/ });
  await dialog.getByRole('radio', { name: purpose }).check();
  const field = dialog.getByRole('textbox', { name: /^(业务编号|Business reference)$/ });
  if (reference !== undefined) await field.fill(reference);
  await dialog.getByRole('button', { name: /^(开始办理|Start)$/ }).click();
  await dialog.waitFor({ state: 'hidden' });
}

/** From anywhere: `/`, the document number, Enter. The field clears itself. */
export async function lookFor(page: Page, documentNumber: string): Promise<void> {
  await page.keyboard.press('/');
  await page.keyboard.type(documentNumber);
  await page.keyboard.press('Enter');
}

/** A row of a table by the head of the row or any text that names it. */
export function row(page: Page, name: string | RegExp): Locator {
  return page.getByRole('row', { name });
}

/** A choice of a select box: typed, and taken with Enter, as people do it. */
export async function choose(
  page: Page,
  { field, option }: { field: string | RegExp; option: string },
): Promise<void> {
  const box = page.getByRole('combobox', { name: field, exact: true });
  await box.fill(option);
  await box.press('Enter');
}
