export const shareWords = {
  en: { title: '' },
  de: { title: '' },
};
