/** Hands a file to the user. */
export function download(blob: Blob, name: string): void {
  const url = URL.createObjectURL(blob);
  const link = document.createElement('a');
  link.href = url;
  link.download = name;
  link.click();
  // Revoked later: some browsers read the URL only after the click's task.
  setTimeout(() => URL.revokeObjectURL(url), 60_000);
}
