// Spanish for plotly.js, written for this dashboard: what its charts can say, nothing more.
export const LOCALE_ES = {
  moduleType: "locale",
  name: "es",
  dictionary: {
    Autoscale: "Escala automática",
    "Click to enter Plot title": "Título del gráfico",
    "Double-click to zoom back out": "Doble toque para volver a ver todo",
    "Download plot as a PNG": "Guardar el gráfico como PNG",
    Pan: "Desplazar",
    Reset: "Restablecer",
    "Reset axes": "Restablecer los ejes",
    Zoom: "Ampliar",
    "Zoom in": "Acercar",
    "Zoom out": "Alejar",
  },
  format: {
    days: ["domingo", "lunes", "martes", "miércoles", "jueves", "viernes", "sábado"],
    shortDays: ["dom", "lun", "mar", "mié", "jue", "vie", "sáb"],
    months: [
      "enero", "febrero", "marzo", "abril", "mayo", "junio",
      "julio", "agosto", "septiembre", "octubre", "noviembre", "diciembre",
    ],
    shortMonths: [
      "ene", "feb", "mar", "abr", "may", "jun", "jul", "ago", "sept", "oct", "nov", "dic",
    ],
    date: "%d/%m/%Y",
    decimal: ",",
    thousands: ".",
  },
};
