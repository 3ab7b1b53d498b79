@echo off
rem Membuka meja kerja BangKIT di Windows: klik dua kali.
chcp 65001 >nul
cd /d "%~dp0"
if exist ".venv\Scripts\python.exe" (
  ".venv\Scripts\python.exe" -m bangkit_nb.cli lab %*
  goto selesai
)
set "KONDA="
for %%d in ("%USERPROFILE%" "%LOCALAPPDATA%" "%ProgramData%") do (
  for %%n in (miniforge3 mambaforge miniconda3 anaconda3) do (
    if exist "%%~d\%%n\envs\bangkit\python.exe" set "KONDA=%%~d\%%n"
  )
)
if defined KONDA (
  call "%KONDA%\Scripts\activate.bat" bangkit
  python -m bangkit_nb.cli lab %*
  goto selesai
)
where conda >nul 2>nul
if not errorlevel 1 (
  call conda activate bangkit 2>nul
  python -c "import bangkit_nb" >nul 2>nul
  if not errorlevel 1 (
    python -m bangkit_nb.cli lab %*
    goto selesai
  )
)
echo BangKIT belum terpasang di komputer ini.
echo Minta pengelola memasangnya menurut README, bagian "Windows, or conda".
pause
exit /b 1
:selesai
if errorlevel 1 pause
