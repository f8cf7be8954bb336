/**
 * Plain text as the path of an address. All but letters, digits and `-._~` is encoded: some servers take signs that
 * addresses may have for their own, and signatures are made over this form.
 */
export function encodePath(path: string): string {
  return path.split('/').map(encodePart).join('/');
}

/** The same for one part of a path or of a query. */
export function encodePart(part: string): string {
  return encodeURIComponent(part).replace(
    /[!'()*]/g,
    (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}
