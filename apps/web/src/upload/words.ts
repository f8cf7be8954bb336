export const uploadWords = {
  en: { title: '' },
  de: { title: '' },
};
