"""The report's words in Spanish."""

from __future__ import annotations

from types import MappingProxyType
from typing import Final

ES: Final = MappingProxyType(
    {
        "title.owner": "Informe semanal",
        "title.trainer": "Informe semanal para el entrenamiento",
        "week": "Semana {week} de {year}: del {start} al {end}",
        "day": "{day} de {month}",
        "moment": "{day} de {year}, {time}",
        "made": "Hecho el {when} ({zone}). Mostrador {version}.",
        "promise": "Solo sumas de tiempo: no se guardó ninguna imagen ni se identificó a nadie. Si "
        "trabaja una sola persona, pueden atribuirse a ella.",
        "looking": "Esta página dice hacia dónde se dirigía la mirada. No dice por qué, y mirar "
        "hacia abajo no prueba que haya un teléfono.",
        "weekday.1": "lun",
        "weekday.2": "mar",
        "weekday.3": "mié",
        "weekday.4": "jue",
        "weekday.5": "vie",
        "weekday.6": "sáb",
        "weekday.7": "dom",
        "month.1": "enero",
        "month.2": "febrero",
        "month.3": "marzo",
        "month.4": "abril",
        "month.5": "mayo",
        "month.6": "junio",
        "month.7": "julio",
        "month.8": "agosto",
        "month.9": "septiembre",
        "month.10": "octubre",
        "month.11": "noviembre",
        "month.12": "diciembre",
        "number.customer_gaze_share": "Mirada hacia el cliente",
        "number.coverage": "Cobertura",
        "number.device_share": "Mirada a la zona del dispositivo",
        "number.first_look_median_s": "Primera mirada, la mitad de los clientes",
        "number.first_look_p90_s": "Primera mirada, nueve de cada diez",
        "number.return_median_s": "Tiempo hasta volver al cliente",
        "number.check_back_share": "Tareas largas con miradas al cliente entremedias",
        "number.never_looked_up_share": "Clientes sin ninguna mirada",
        "number.look_aways_per_min": "Miradas a la zona del dispositivo, por minuto",
        "number.long_look_aways_per_h": "Miradas de 3 s o más a la zona del dispositivo, por hora",
        "number.prolonged_look_aways_per_h": "Miradas de 6 s o más a la zona del dispositivo, por "
        "hora",
        "number.splits_per_h": "Ratos con 10 s o más en el dispositivo en medio minuto, por hora",
        "meaning.customer_gaze_share": "Parte del tiempo en que se conocía la mirada. Como "
        "orientación: el personal clínico valorado como atento mira al paciente entre el 45 y el "
        "60 % de la visita. Es una referencia, no una meta.",
        "meaning.first_look_median_s": "Desde que llega el cliente hasta la primera mirada.",
        "meaning.never_looked_up_share": "Encuentros sin una sola mirada al cliente.",
        "meaning.load": "Encuentros por hora. Tener prisa no es ser descortés: lea lo demás junto "
        "a esto.",
        "load": "Afluencia",
        "load.head": "Afluencia por hora",
        "load.value": "{value} por hora",
        "encounters": "Encuentros",
        "judged": "Tiempo juzgado",
        "basis.present": "Solo cuenta el tiempo con un cliente delante.",
        "basis.all": "Cuenta todo el tiempo con alguien en el mostrador: no se sabe cuándo hay "
        "clientes.",
        "interval": "Intervalo del 95\u202f%: {range}",
        "interval.range": "de {low} a {high}",
        "interval.open": "{low} o más",
        "interval.none": "sin intervalo",
        "beyond": "más que lo observado",
        "none": "sin valor",
        "before": "Semana anterior: {value}",
        "tells.more": "más",
        "tells.less": "menos",
        "tells.cannot_tell": "no se puede saber",
        "change.more": "ahora, más",
        "change.less": "ahora, menos",
        "change.cannot_tell": "no se puede saber si ha cambiado",
        "withheld": "Datos insuficientes",
        "withheld.nobody_there": "no había nadie en el mostrador",
        "withheld.low_coverage": "solo se pudo juzgar el {had}; hace falta el {needed}",
        "withheld.too_little_time": "{had} juzgados; hacen falta {needed}",
        "withheld.too_few_encounters": "{had} encuentros; hacen falta {needed}",
        "withheld.not_closed": "la hora aún no ha terminado",
        "withheld.with_neighbours": "solo hay bastante junto con otras horas",
        "left_out": "Quedan fuera {time} con alguien presente: las horas con pocos datos se "
        "cuentan junto con otras, o no se cuentan.",
        "tiles.title": "En resumen",
        "nothing": "En esta semana no se midió nada.",
        "days.title": "Día a día",
        "days.chart": "Parte del tiempo mirando hacia el cliente, por día, con su intervalo",
        "days.day": "Día",
        "days.none": "sin medir",
        "week.title": "Las horas de la semana",
        "week.text": "Las últimas cuatro semanas juntas. Color y número: parte del tiempo mirando "
        "hacia el cliente, en tanto por ciento. Debajo, los encuentros por hora. Un punto: esa "
        "hora por sí sola no tiene bastantes datos.",
        "week.chart": "Parte del tiempo mirando hacia el cliente por hora de la semana",
        "advice.title": "El puesto de trabajo",
        "advice.none": "Nada que proponer: ninguna zona de dispositivo o de trabajo queda muy por "
        "debajo de los clientes y ocupa a la vez mucho tiempo.",
        "advice.uncalibrated": "El mostrador no está calibrado, así que no se conocen sus ángulos. "
        "Calibrarlo lleva un minuto en la página de ajustes.",
        "advice.fine": "«{name}» puede quedarse como está: {angle} por debajo de los ojos de los "
        "clientes, {share} del tiempo.",
        "advice.consider": "«{name}» está {angle} por debajo de los ojos de los clientes y ocupa "
        "el {share} del tiempo: convendría subirlo.",
        "advice.raise": "«{name}» está {angle} por debajo de los ojos de los clientes y ocupa el "
        "{share} del tiempo: súbalo. Es el mueble, no la persona.",
        "angle.at_least": "al menos {value}°",
        "angle.exact": "{value}°",
        "quality.title": "Con qué calidad",
        "quality.text": "Cuánto tarda la mirada en llegar al cliente, cuántas veces vuelve y "
        "cuánto tiempo se aparta.",
        "glances.title": "Cuánto duró cada mirada",
        "glances.chart": "Número de miradas según su duración, hacia el cliente y al dispositivo",
        "glances.text": "Miradas que terminaron en la semana. La línea marca 3 s.",
        "sessions.title": "Sesiones de entrenamiento de la semana",
        "sessions.none": "Esta semana no hubo ninguna.",
        "sessions.chart": "La sesión como bandas en el tiempo",
        "sessions.facts": "{when} · {length} · {source}",
        "source.live": "en el mostrador",
        "source.clip": "vídeo analizado",
        "sessions.sure": "Entre paréntesis, el intervalo del 95\u202f%: tramos de 30 segundos "
        "vueltos a sortear.",
        "sessions.note": "Nota en el minuto {at}: {text}",
        "table.title": "Todos los números",
        "table.number": "Número",
        "table.value": "Esta semana",
        "table.interval": "Intervalo del 95\u202f%",
        "table.before": "Semana anterior",
        "table.change": "¿Ha cambiado?",
        "state.customer": "cliente",
        "state.device": "zona del dispositivo",
        "state.work": "zona de trabajo",
        "state.elsewhere": "otra parte",
        "state.unknown": "no se puede saber",
        "state.absent": "nadie",
        "state.paused": "en pausa",
        "state.gap": "sin señal",
        "rule": "Un número se muestra con una cobertura del {coverage} o más y, donde se sabe "
        "cuándo hay clientes, {encounters} encuentros o más; donde no, {time} de tiempo juzgado. "
        "Cada intervalo se obtiene al volver a sortear horas enteras.",
    }
)
