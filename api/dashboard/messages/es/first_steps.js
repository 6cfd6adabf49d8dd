export default {
  "first.title": "Para empezar",
  "first.done": "Hecho.",
  "first.camera": "Elegir la cámara",
  "first.camera_why": "Todavía no llegan imágenes de ninguna. Sirve una cámara web, una de red o un teléfono.",
  "first.calibrate": "Calibrar",
  "first.calibrate_why": "Un minuto delante de la cámara: se mira adonde están los clientes y luego al dispositivo.",
  "first.customers": "Decir cómo se sabe que hay un cliente",
  "first.customers_why": "Opcional. Sin ello se mide la mirada, pero no los encuentros con clientes.",
  "first.shop": "Poner el horario de la tienda",
  "first.shop_why": "Opcional. Fuera del horario no se mide.",
};
