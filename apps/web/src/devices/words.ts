export const devicesWords = {
  en: { title: '' },
  de: { title: '' },
};
