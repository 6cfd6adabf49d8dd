export default {
  "page.title": "{page} · Mostrador",
  "page.skip": "Ir al contenido",
  "page.nav": "Páginas",
  "page.language": "Idioma",
  "page.language_es": "ES",
  "page.language_es_name": "ES, español",
  "page.language_en": "EN",
  "page.language_en_name": "EN, inglés",
  "page.theme": "Aspecto: {theme}",
  "page.theme_auto": "como el dispositivo",
  "page.theme_light": "claro",
  "page.theme_dark": "oscuro",
  "page.footer": "Mostrador mide hacia dónde se dirige la mirada. No mide interés, intención ni emociones.",

  "nav.now": "Ahora",
  "nav.history": "Historial",
  "nav.sessions": "Sesiones",
  "nav.counter": "En el mostrador",
  "nav.setup": "Ajustes",
  "nav.camera": "Cámara",

  "link.connecting": "Conectando…",
  "link.live": "Conectado",
  "link.polling": "Conectado, consultando cada segundo",
  "link.lost": "Sin conexión",
  "link.lost_since": "Sin conexión con el programa desde las {time}. Se reintenta solo; lo que se ve abajo ya no es actual.",
  "link.lost_before": "No se puede conectar con el programa. Se reintenta solo.",

  "state.customer": "mirando hacia el cliente",
  "state.device": "mirando a la zona del dispositivo",
  "state.work": "mirando a la zona de trabajo",
  "state.elsewhere": "mirando a otra parte",
  "state.unknown": "no se puede saber",
  "state.absent": "nadie en el mostrador",
  "state.paused": "en pausa",
  "state.gap": "sin señal",
  "state.starting": "esperando la primera imagen",
  "state.no_signal": "sin señal de la cámara",
  "state.disconnected": "sin conexión con el programa",

  "calibration.missing": "Sin calibrar: los ángulos se miden desde la cámara y no desde el lugar del cliente, así que las zonas son aproximadas.",

  "session_notice.text": "Hay una sesión de entrenamiento en marcha: «{name}», desde las {time}. Lo que se mide se guarda segundo a segundo y no entra en las cifras del día.",
  "session_notice.link": "Ver la sesión",

  "trouble.unreachable": "No se ha podido conectar con el programa, así que no ha cambiado nada. Se puede intentar de nuevo.",

  "time.utc": "UTC",
  "place.canary": "Canarias",

  "value.none": "—",

  "unit.deg": "{value}°",
};
