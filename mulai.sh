#!/bin/sh
# Membuka meja kerja BangKIT di Linux. `./mulai.sh --pasang` menaruhnya di menu aplikasi.
set -eu
cd "$(dirname "$(readlink -f "$0")")"

if [ "${1:-}" = "--pasang" ]; then
  menu="${XDG_DATA_HOME:-$HOME/.local/share}/applications"
  mkdir -p "$menu"
  # di dalam Exec, tanda kutip dan garis miring terbalik punya arti sendiri
  case $PWD in *[\"\\\`\$%]*)
    echo "Nama folder ini memuat tanda yang tidak dapat dipakai di menu. Pindahkan proyeknya." >&2
    exit 1 ;;
  esac
  while IFS= read -r line; do
    case $line in
      Exec=*) printf 'Exec="%s/mulai.sh"\n' "$PWD" ;;
      Path=*) printf 'Path=%s\n' "$PWD" ;;
      *) printf '%s\n' "$line" ;;
    esac
  done < bangkit.desktop > "$menu/bangkit.desktop"
  echo "Meja kerja BangKIT sekarang ada di menu aplikasi."
  exit 0
fi

if [ -x .venv/bin/python ]; then
  python=.venv/bin/python
else
  python=
  for base in "$HOME/miniforge3" "$HOME/mambaforge" "$HOME/miniconda3" "$HOME/anaconda3"; do
    if [ -x "$base/envs/bangkit/bin/python" ]; then python="$base/envs/bangkit/bin/python"; fi
  done
fi
if [ -z "$python" ]; then
  echo "BangKIT belum terpasang di komputer ini. Jalankan 'make brief' sekali di folder ini," >&2
  echo "atau minta pengelola memasangnya menurut README." >&2
  # jendela yang dibuka dari menu akan tertutup sebelum sempat dibaca
  if [ -t 0 ]; then printf 'Tekan Enter untuk menutup. '; read -r _; fi
  exit 1
fi
exec "$python" -m bangkit_nb.cli lab "$@"
