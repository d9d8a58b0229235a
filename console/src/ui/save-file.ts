// Hands a received file to the person. The object URL dies at once, so that nothing of it stays in the page.
import type { ReceivedFile } from '@shouxin/client';

export async function save(file: ReceivedFile): Promise<void> {
  const url = URL.createObjectURL(await file.blob());
  const link = document.createElement('a');
  link.href = url;
  link.download = file.fileName;
  link.click();
  setTimeout(() => URL.revokeObjectURL(url), 1000);
}
